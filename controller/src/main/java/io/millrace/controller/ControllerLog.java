package io.millrace.controller;

import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's log file. */
final class ControllerLog implements Consumer<String> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");

    @Override
    public void accept(String line) {
        LOG.info("{}", plain(line));
    }

    /** Names of the source can hold line breaks and what moves a terminal's cursor. */
    static String plain(String line) {
        StringBuilder text = new StringBuilder(line.length());
        line.codePoints().forEach(each -> {
            if (Character.isISOControl(each)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", each));
            } else {
                text.appendCodePoint(each);
            }
        });
        return text.toString();
    }
}
