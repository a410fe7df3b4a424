package io.millrace.local.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** The archive of a package of npm, of which nothing is used before it is known to be the one that was meant. */
final class PinnedPackage {
    private static final String PREFIX = "sha512-";

    private final Path archive;
    private final @Nullable String integrity;

    /**
     * @param integrity as npm writes it: {@code sha512-} and Base64; null if none is pinned, and npm's own check has to
     *     do
     */
    PinnedPackage(Path archive, @Nullable String integrity) {
        this.archive = archive;
        this.integrity = integrity;
    }

    /**
     * Unpacks one file.
     *
     * @throws IOException if the archive is another one than the one that is pinned, or does not have the file
     */
    void unpack(String name, Path target) throws IOException {
        String found = digest();
        if (integrity != null && !found.equals(integrity)) {
            throw new IOException(archive.getFileName() + " has a wrong digest: it is " + found
                    + ", and this version of Millrace requires " + integrity
                    + ". Look at the registry that npm is set to (`npm config get registry`)");
        }
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && entry.getName().equals("package/" + name)) {
                    Files.copy(tar, target);
                    return;
                }
            }
        }
        throw new IOException(archive.getFileName() + " holds no " + name);
    }

    private String digest() throws IOException {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-512");
            try (InputStream in = new DigestInputStream(Files.newInputStream(archive), sha)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return PREFIX + Base64.getEncoder().encodeToString(sha.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-512", e);
        }
    }
}
