package io.millrace.e2e.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A part of a file that follows from code. In Markdown it is what is between {@code <!-- generated: NAME -->} and
 * {@code <!-- end: NAME -->}; what is around it is written by hand.
 *
 * @param file from the root of the repository
 * @param name of the part; empty: the whole file
 * @param text what it must be, without an empty line at its beginning or end
 */
record GeneratedPart(String file, String name, Supplier<String> text) {
    /** A whole file. */
    static GeneratedPart whole(String file, Supplier<String> text) {
        return new GeneratedPart(file, "", text);
    }

    static GeneratedPart of(String file, String name, Supplier<String> text) {
        return new GeneratedPart(file, name, text);
    }

    /** The text of the whole file as it must be. */
    String expected(Path home) {
        return name.isEmpty() ? text.get() : around(read(home));
    }

    String read(Path home) {
        try {
            return Files.readString(home.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path home) {
        try {
            Files.writeString(home.resolve(file), expected(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String around(String page) {
        String begin = "<!-- generated: " + name + " -->\n";
        String end = "<!-- end: " + name + " -->\n";
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(file + " needs the lines " + begin.strip() + " and " + end.strip());
        }
        return page.substring(0, from + begin.length()) + "\n" + text.get().strip() + "\n\n" + page.substring(to);
    }

    @Override
    public String toString() {
        return file + (name.isEmpty() ? "" : "#" + name);
    }
}
