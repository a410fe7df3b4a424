package io.millrace.launcher.stack;

import io.millrace.local.LocalServer;
import java.util.Optional;

/** One node of the stack. */
public sealed interface Component {
    /** Its name in {@link ServiceGraph}. */
    String name();

    /** How clients reach it. */
    String url();

    /** What to say of it while all is well; mostly nothing. */
    default String note() {
        return "";
    }

    /**
     * A process that we start and watch.
     *
     * @param server what to run
     * @param url how clients reach it
     * @param setting the key in {@code millrace.yaml} that sets its port
     * @param afterReady done once it is ready, before it counts as healthy
     */
    record Managed(LocalServer server, String url, String setting, Runnable afterReady) implements Component {
        @Override
        public String name() {
            return server.name();
        }
    }

    /**
     * A system that somebody else runs; we check it.
     *
     * @param name its name
     * @param url its address from {@code millrace.yaml}
     * @param setting the key that gave the address
     * @param check how it is
     */
    record External(String name, String url, String setting, Check check) implements Component {
        @Override
        public String note() {
            return "external";
        }
    }

    /** Tells what is missing. */
    @FunctionalInterface
    interface Check {
        /** Empty when all is well, else what is wrong, in one line. */
        Optional<String> problem() throws InterruptedException;
    }
}
