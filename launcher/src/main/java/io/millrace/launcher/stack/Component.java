package io.millrace.launcher.stack;

import io.millrace.local.server.LocalServer;
import java.util.Optional;

/** One node of the stack. */
public sealed interface Component {
    /** Its name in {@link ServiceGraph}. */
    String name();

    /** How clients reach it. */
    String url();

    /** A detail to show while healthy; mostly empty. */
    default String detail() {
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
     * An external system, which is only checked.
     *
     * @param name its name
     * @param url its address from {@code millrace.yaml}
     * @param setting the key that gave the address
     * @param check how it is
     */
    record External(String name, String url, String setting, Check check) implements Component {
        @Override
        public String detail() {
            return "external";
        }
    }

    /** Reports what is missing. */
    @FunctionalInterface
    interface Check {
        /** Empty when all is well, else what is wrong, in one line. */
        Optional<String> problem() throws InterruptedException;
    }
}
