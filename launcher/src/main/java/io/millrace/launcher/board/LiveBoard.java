package io.millrace.launcher.board;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceState;
import io.millrace.launcher.state.ServiceStatus;
import io.millrace.launcher.state.StackStatus;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table that redraws itself in place: state and seconds of each service. */
final class LiveBoard implements Board {
    /** See no-color.org: any text but the empty one turns colors off. */
    private static final boolean COLOURS =
            System.getenv().getOrDefault("NO_COLOR", "").isEmpty();

    private static final String CLEAR_LINE = "\u001b[2K";
    // A line that wraps would make the count of lines wrong.
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final long FRAME_MILLIS = 200;
    private static final int NAME_WIDTH = 11;

    private final LiveStatus live;
    private final PrintStream out;
    private final Map<String, Long> since = new HashMap<>();
    private final Thread drawer;
    private List<String> notes = List.of();
    private boolean dirty = true;
    private boolean closed;
    private int drawn;
    private int width = NAME_WIDTH;

    LiveBoard(LiveStatus live, PrintStream out) {
        this.live = live;
        this.out = out;
        live.listen((service, all) -> changed(service));
        this.drawer = new Thread(this::drawUntilClosed, "board");
        drawer.setDaemon(true);
        drawer.start();
    }

    private synchronized void changed(ServiceStatus service) {
        if (service.state() == ServiceState.STARTING) {
            since.putIfAbsent(service.name(), System.nanoTime());
        } else {
            since.remove(service.name());
        }
        dirty = true;
        notifyAll();
    }

    private void drawUntilClosed() {
        try {
            while (true) {
                // Drawn outside of the lock: the state's lock is taken before ours when it changes.
                StackStatus status = live.snapshot();
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    draw(status.services());
                    dirty = false;
                    // Seconds that run need frames; a board on which nothing happens needs none.
                    while (!dirty && since.isEmpty() && !closed) {
                        wait();
                    }
                }
                Thread.sleep(FRAME_MILLIS);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void draw(List<ServiceStatus> services) {
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\u001b[").append(drawn).append('A');
        }
        frame.append(NO_WRAP);
        for (ServiceStatus service : services) {
            width = Math.max(width, service.name().length());
        }
        for (ServiceStatus service : services) {
            frame.append(CLEAR_LINE).append(line(service)).append('\n');
        }
        for (String show : notes) {
            frame.append(CLEAR_LINE).append(show).append('\n');
        }
        frame.append(WRAP);
        drawn = services.size() + notes.size();
        out.print(frame);
        out.flush();
    }

    private String line(ServiceStatus service) {
        Long begin = since.get(service.name());
        double seconds = begin == null ? service.seconds() : (System.nanoTime() - begin) / 1e9;
        String detail = service.detail().isEmpty() ? address(service.url()) : service.detail();
        String time = seconds == 0 ? "" : String.format(Locale.ROOT, "%.1f s", seconds);
        String restarts = service.restarts() == 0 ? "" : "  restarts: " + service.restarts();
        return String.format(
                Locale.ROOT,
                " %s%-10s%s %-" + width + "s %8s  %s%s",
                colour(service.state()),
                service.state().word(),
                COLOURS ? "\u001b[0m" : "",
                service.name(),
                time,
                detail,
                restarts);
    }

    /** Without user and password: a terminal is often shared. */
    private static String address(String url) {
        return url.replaceFirst("//[^@/]*@", "//");
    }

    private static String colour(ServiceState state) {
        if (!COLOURS) {
            return "";
        }
        return switch (state) {
            case HEALTHY -> "\u001b[32m";
            case UNHEALTHY, RESTARTING -> "\u001b[31m";
            case STARTING -> "\u001b[33m";
            case WAITING, STOPPING, STOPPED -> "\u001b[2m";
        };
    }

    @Override
    public synchronized void show(List<String> lines) {
        notes = List.copyOf(lines);
        dirty = true;
        notifyAll();
    }

    @Override
    public void close() {
        StackStatus status = live.snapshot();
        synchronized (this) {
            if (!closed) {
                closed = true;
                draw(status.services());
                notifyAll();
            }
        }
    }
}
