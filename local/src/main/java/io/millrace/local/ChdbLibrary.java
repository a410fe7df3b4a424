package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** libchdb, ClickHouse's engine as a library, fetched once for each user by way of npm. */
public final class ChdbLibrary {
    private static final String FILE = "libchdb.so";

    private ChdbLibrary() {}

    /** The library's file; takes a while the first time. */
    public static Path file() {
        String version = Versions.of("libchdb");
        return UserCache.once("libchdb-" + version, folder -> fetch(folder, version))
                .resolve(FILE);
    }

    private static void fetch(Path folder, String version) throws IOException {
        String spec = packageName() + "@" + version;
        Path work = folder.resolve("npm");
        Files.createDirectories(work);
        // A package of its own: npm would otherwise look for one further up.
        Files.writeString(work.resolve("package.json"), "{\"private\":true}\n");
        Tools.Result result = Tools.run(
                Duration.ofMinutes(10),
                work,
                List.of("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", spec));
        if (!result.ok()) {
            throw new IOException("npm install " + spec + " failed: " + result.lastLine());
        }
        Path library = work.resolve("node_modules").resolve(packageName()).resolve(FILE);
        if (!Files.isRegularFile(library)) {
            throw new IOException(spec + " holds no " + FILE);
        }
        Files.move(library, folder.resolve(FILE));
        UserCache.deleteTree(work);
    }

    private static String packageName() {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        return "@chdb/lib-" + (mac ? "darwin" : "linux") + "-" + (arm ? "arm64" : "x64") + (mac ? "" : "-gnu");
    }
}
