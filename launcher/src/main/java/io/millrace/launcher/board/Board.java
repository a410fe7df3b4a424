package io.millrace.launcher.board;

import io.millrace.launcher.state.LiveStatus;
import java.io.PrintStream;
import java.util.List;

/** Shows the state while the launcher runs. */
public interface Board extends AutoCloseable {

    /** A board that redraws itself in a terminal, or one that adds lines to anything else. */
    static Board on(LiveStatus live, PrintStream out, boolean terminal) {
        return terminal ? new LiveBoard(live, out) : new LineBoard(live, out);
    }

    /** Shows lines of text below the services. */
    void show(List<String> lines);

    @Override
    void close();
}
