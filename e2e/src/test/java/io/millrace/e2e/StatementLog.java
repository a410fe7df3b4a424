package io.millrace.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Every statement of a randomised run in a file, so that a difference can be traced to what made it. */
final class StatementLog implements AutoCloseable {
    private static final int SHOWN = 40;

    private final Path file;
    private final Writer out;

    StatementLog(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        this.out = Files.newBufferedWriter(file);
    }

    /** One statement, or the end of a transaction. */
    synchronized void add(String transaction, String sql) {
        try {
            out.write(System.currentTimeMillis() + " " + transaction + ": " + sql.replace('\n', ' ') + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last statements that name a table. */
    synchronized List<String> about(String table) throws IOException {
        out.flush();
        try (var lines = Files.lines(file)) {
            var all = lines.filter(line -> line.contains(table)).toList();
            return all.subList(Math.max(0, all.size() - SHOWN), all.size()).stream()
                    .map(line -> line.length() > 500 ? line.substring(0, 500) + "…" : line)
                    .toList();
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
