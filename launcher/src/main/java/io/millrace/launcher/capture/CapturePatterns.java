package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TablePattern;
import java.util.function.Predicate;

/** Which tables the configuration names: somebody else's publication can hold more. */
final class CapturePatterns implements Predicate<TableId> {
    private final Config.Source source;

    CapturePatterns(Config.Source source) {
        this.source = source;
    }

    @Override
    public boolean test(TableId table) {
        return (source.tables().isEmpty() || TablePattern.any(source.tables()).test(table))
                && !TablePattern.any(source.exclude()).test(table);
    }
}
