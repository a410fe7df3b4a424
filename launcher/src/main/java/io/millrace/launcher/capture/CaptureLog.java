package io.millrace.launcher.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;

/** What the capture step has to say, beside the logs of the services. */
public final class CaptureLog implements Consumer<String> {
    private final Path file;
    private final Clock clock;

    public CaptureLog(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public synchronized void accept(String line) {
        String text = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + plain(line) + "\n";
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // The step matters more than the line about it.
        }
    }

    /** Names of the source can hold line breaks and what moves a terminal's cursor. */
    private static String plain(String line) {
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
