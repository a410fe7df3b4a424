package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Folders whose content nobody but their owner reaches, whatever the rights of the files in them. */
public final class PrivateFolders {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private PrivateFolders() {}

    /** Makes the folder, and those above it, where it is missing; it is its owner's alone in any case. */
    public static void create(Path folder) throws IOException {
        Files.createDirectories(folder);
        restrict(folder);
    }

    /** Takes all rights from everybody but the owner: mode 700. Nothing happens where files have no such rights. */
    public static void restrict(Path folder) throws IOException {
        if (hasRights(folder) && !Files.getPosixFilePermissions(folder).equals(OWNER)) {
            Files.setPosixFilePermissions(folder, OWNER);
        }
    }

    /** Lets others pass through the folder to one of theirs within, and do nothing else: mode 711. */
    public static void letThrough(Path folder) throws IOException {
        if (hasRights(folder)) {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
            if (rights.add(PosixFilePermission.OTHERS_EXECUTE)) {
                Files.setPosixFilePermissions(folder, rights);
            }
        }
    }

    private static boolean hasRights(Path folder) {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
