package io.millrace.local.server;

import io.millrace.local.Tools;
import io.millrace.local.UserCache;
import io.millrace.local.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** libchdb, ClickHouse's engine as a library, fetched once for each user by way of npm. */
public final class ChdbLibrary {
    private static final String FILE = "libchdb.so";

    private ChdbLibrary() {}

    /** The library's file; takes a while the first time. */
    public static Path file() {
        String version = Versions.of("libchdb");
        // What was fetched before packages were checked lies in a folder without the last part.
        return UserCache.once("libchdb-" + version + "-checked", folder -> fetch(folder, version))
                .resolve(FILE);
    }

    private static void fetch(Path folder, String version) throws IOException {
        String name = "lib-" + platform();
        String spec = "@chdb/" + name + "@" + version;
        String integrity = Versions.find("libchdb.integrity." + platform()).orElse(null);
        if (integrity == null) {
            System.err.println("millrace: no digest of " + spec + " is pinned: it is used as the registry gives it");
        }
        Path work = folder.resolve("npm");
        Files.createDirectories(work);
        // A package of its own: npm would otherwise look for one further up.
        Files.writeString(work.resolve("package.json"), "{\"private\":true}\n");
        Tools.Result result =
                Tools.run(Duration.ofMinutes(10), work, List.of("npm", "pack", "--ignore-scripts", "--silent", spec));
        if (!result.ok()) {
            throw new IOException("npm pack " + spec + " failed: " + result.lastLine());
        }
        new PinnedPackage(archive(work, spec), integrity).unpack(FILE, folder.resolve(FILE));
        UserCache.deleteTree(work);
    }

    private static Path archive(Path work, String spec) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("npm pack " + spec + " has left no archive"));
        }
    }

    private static String platform() {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        return (mac ? "darwin" : "linux") + "-" + (arm ? "arm64" : "x64") + (mac ? "" : "-gnu");
    }
}
