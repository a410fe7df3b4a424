package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.launcher.LauncherException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rules for columns as the configuration has them. */
public final class SourceRules {
    private SourceRules() {}

    /** @throws LauncherException where columns are to be hashed without a key */
    public static ColumnRules of(Config.Source source) {
        Map<String, Protection> patterns = new LinkedHashMap<>();
        source.columns()
                .forEach((pattern, text) ->
                        patterns.put(pattern, Protection.of(text).orElseThrow()));
        try {
            return ColumnRules.of(patterns, source.hashKey());
        } catch (IllegalArgumentException e) {
            throw new LauncherException(String.valueOf(e.getMessage()), e);
        }
    }
}
