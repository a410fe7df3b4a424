package io.millrace.ops.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The console's files, from the folder that the web build fills. */
final class Pages {
    private static final String START = "console.html";
    private static final String ASSETS = "/assets/";
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "map", "application/json");

    private final Optional<Path> folder;

    Pages(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Paths without a file that look like pages are served the console, which has its own router. */
    void serve(Context request) throws IOException {
        String path = request.path();
        boolean page = path.equals("/")
                || (!path.startsWith(ASSETS) && !path.substring(1).contains("."));
        Optional<Path> file = page ? file("/" + START) : file(path);
        if (file.isEmpty()) {
            throw ApiFailure.notFound(
                    page ? "The console is not built. The API is under /api." : "There is nothing at this address.");
        }
        // Names of assets contain a content hash; pages must be revalidated.
        request.header("Cache-Control", path.startsWith(ASSETS) ? FOREVER : "no-cache");
        request.contentType(type(file.get())).result(Files.readAllBytes(file.get()));
    }

    /** Only files inside the folder, after resolving links. */
    private Optional<Path> file(String path) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path root = folder.get().toRealPath();
            Path file = root.resolve(path.substring(1)).toRealPath();
            return file.startsWith(root) && Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String type(Path file) {
        String name = String.valueOf(file.getFileName());
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }
}
