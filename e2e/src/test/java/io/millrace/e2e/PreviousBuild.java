package io.millrace.e2e;

import static java.util.Objects.requireNonNull;

import io.millrace.local.Tools;
import io.millrace.local.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The build before this one, for tests of an upgrade: a worktree of the repository's own history, built by its own {@code ./millrace}.
 * All test classes share it. Where the history lacks the commit, as in a shallow clone, they are skipped.
 */
final class PreviousBuild implements BeforeAllCallback {
    /**
     * Until there is a release; then its tag. {@code -Dmillrace.upgrade=COMMIT} takes another one, {@code -Dmillrace.upgrade=FOLDER} a
     * worktree that is built already.
     */
    private static final String COMMIT = "fc37e997186842ee8f10ef65225dac6ea5c804f8";

    private static final String WANTED = System.getProperty("millrace.upgrade", "");
    private static final Duration GIT = Duration.ofMinutes(2);
    private static final Duration BUILD = Duration.ofMinutes(30);
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(PreviousBuild.class);

    private @Nullable Path home;

    private record Built(Path folder) implements AutoCloseable {
        static Built of(String commit) {
            try {
                var built = new Built(
                        Files.createTempDirectory("millrace-previous-").resolve("build"));
                succeed(git("worktree", "add", "--detach", built.folder().toString(), commit));
                try {
                    built.build();
                } catch (IllegalStateException e) {
                    built.close();
                    throw e;
                }
                return built;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The version is what it prints when it is built. */
        private void build() {
            var environment = new HashMap<>(System.getenv());
            environment.remove("MILLRACE_BUILD");
            environment.put("MILLRACE_TRAINING", "never");
            succeed(Tools.run(BUILD, folder, List.of(folder.resolve("millrace").toString(), "--version"), environment));
        }

        @Override
        public void close() throws IOException {
            succeed(git("worktree", "remove", "--force", folder.toString()));
            UserCache.deleteTree(requireNonNull(folder.getParent()));
        }
    }

    /** Whether tests with it run: building it takes minutes. */
    static boolean isWanted() {
        return Boolean.getBoolean("millrace.proofs") || !WANTED.isEmpty();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (WANTED.contains("/")) {
            home = Path.of(WANTED).toAbsolutePath();
            return;
        }
        var commit = WANTED.isEmpty() ? COMMIT : WANTED;
        Assumptions.assumeTrue(
                git("rev-parse", "--verify", "--quiet", commit + "^{commit}").ok(),
                () -> "the history in " + Millrace.HOME + " has no commit " + commit
                        + ": it takes a whole clone (git fetch --unshallow)");
        home = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(commit, Built::of, Built.class)
                .folder();
    }

    /** The folder with its command {@code millrace}. */
    Path home() {
        return requireNonNull(home, "register the extension as a static field");
    }

    private static Tools.Result git(String... arguments) {
        var command = new ArrayList<>(List.of("git", "-C", Millrace.HOME.toString()));
        command.addAll(List.of(arguments));
        return Tools.run(GIT, null, command);
    }

    private static void succeed(Tools.Result result) {
        if (!result.ok()) {
            throw new IllegalStateException(result.output());
        }
    }
}
