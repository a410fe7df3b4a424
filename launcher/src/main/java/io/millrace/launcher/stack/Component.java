package io.millrace.launcher.stack;

import io.millrace.local.LocalServer;
import java.util.Optional;

/** One node of the stack. */
public sealed interface Component {
    /** Its name in {@link ServiceGraph}. */
    String name();

    /** The service under whose name its state is shown. */
    default String shownAs() {
        return name();
    }

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

    /**
     * Something to be done and kept done, without a process.
     *
     * @param name its name
     * @param shownAs the service it belongs to
     * @param keeper does it
     */
    record Step(String name, String shownAs, Keeper keeper) implements Component {
        @Override
        public String url() {
            return "";
        }
    }

    /** Tells what is missing. */
    @FunctionalInterface
    interface Check {
        /** Empty when all is well, else what is wrong, in one line. */
        Optional<String> problem() throws InterruptedException;
    }

    /** Does something that must hold, again and again. */
    @FunctionalInterface
    interface Keeper {
        /**
         * Looks whether it holds and does what is missing. Repeatable.
         *
         * @return empty when it holds, else what is still missing, in one line
         * @throws RuntimeException where it cannot be done and somebody has to act; the message says what to do
         */
        Optional<String> keep() throws InterruptedException;
    }
}
