package io.millrace.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.Versions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedPackageTest {
    @TempDir
    private Path folder;

    @Test
    void aFileOfThePinnedArchiveIsUnpacked() throws Exception {
        Path archive = archive("the library");
        Path target = folder.resolve("lib.so");

        new PinnedPackage(archive, integrity(archive)).unpack("lib.so", target);
        assertThat(target).hasContent("the library");
        assertThatThrownBy(() -> new PinnedPackage(archive, integrity(archive)).unpack("other.so", target))
                .hasMessage("package.tgz holds no other.so");
    }

    @Test
    void nothingOfAnotherArchiveIsUsed() throws Exception {
        String pinned = integrity(archive("the library"));
        Path other = archive("another library");
        Path target = folder.resolve("lib.so");

        assertThatThrownBy(() -> new PinnedPackage(other, pinned).unpack("lib.so", target))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("package.tgz has a wrong digest: it is sha512-")
                .hasMessageContaining(pinned);
        assertThat(target).doesNotExist();
    }

    @Test
    void theLibraryOfThisBuildIsPinned() {
        assertThat(Versions.find("libchdb.integrity.linux-x64-gnu").orElseThrow())
                .matches("sha512-[A-Za-z0-9+/]{86}==");
    }

    private Path archive(String content) throws IOException {
        Path archive = folder.resolve("package.tgz");
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try (OutputStream file = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
            TarArchiveEntry entry = new TarArchiveEntry("package/lib.so");
            entry.setSize(bytes.length);
            tar.putArchiveEntry(entry);
            tar.write(bytes);
            tar.closeArchiveEntry();
        }
        return archive;
    }

    private static String integrity(Path archive) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive));
        return "sha512-" + Base64.getEncoder().encodeToString(digest);
    }
}
