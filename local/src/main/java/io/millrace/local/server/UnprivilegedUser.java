package io.millrace.local.server;

import io.millrace.local.LocalException;
import io.millrace.local.PrivateFolders;
import io.millrace.local.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Postgres refuses to run as root. For root there are two ways: a user namespace of its own, in which the process is
 * nobody while its files stay root's; or, where the kernel forbids that, the user {@code nobody}, to whom the data folder
 * is then given.
 */
final class UnprivilegedUser {
    private static final String NOBODY = "nobody";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<String> prefix;
    private final boolean ownsData;

    private UnprivilegedUser(List<String> prefix, boolean ownsData) {
        this.prefix = prefix;
        this.ownsData = ownsData;
    }

    static UnprivilegedUser find() {
        if (!isRoot()) {
            return new UnprivilegedUser(List.of(), false);
        }
        if (Tools.run(LIMIT, "unshare", "-U", "true").ok()) {
            return new UnprivilegedUser(List.of("unshare", "-U"), false);
        }
        List<String> setpriv = List.of("setpriv", "--reuid=" + NOBODY, "--clear-groups");
        if (Tools.run(LIMIT, null, plus(setpriv, List.of("true"))).ok()) {
            return new UnprivilegedUser(setpriv, true);
        }
        List<String> runuser = List.of("runuser", "-u", NOBODY, "--");
        if (Tools.run(LIMIT, null, plus(runuser, List.of("true"))).ok()) {
            return new UnprivilegedUser(runuser, true);
        }
        throw new LocalException("Postgres cannot run as root, and neither unshare, setpriv nor runuser works here: "
                + "start as another user, or set source.url in millrace.yaml");
    }

    /** The command as that user. The programs replace themselves by it, so that the pid stays. */
    List<String> command(List<String> command) {
        return plus(prefix, command);
    }

    /** Gives that user the folder, where it needs to own it, and the way to it through the one above. */
    void own(Path folder) throws IOException {
        if (ownsData) {
            Path above = folder.toAbsolutePath().getParent();
            if (above != null) {
                PrivateFolders.letThrough(above);
            }
            Tools.Result result = Tools.run(LIMIT, "chown", "-R", NOBODY, folder.toString());
            if (!result.ok()) {
                throw new LocalException("cannot give " + folder + " to the user " + NOBODY + ": " + result.lastLine());
            }
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static List<String> plus(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
