package io.millrace.launcher.board;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceState;
import io.millrace.launcher.state.ServiceStatus;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One line for each change of a service's state. */
final class LineBoard implements Board {
    private final PrintStream out;
    private final Map<String, ServiceState> shown = new HashMap<>();

    LineBoard(LiveStatus live, PrintStream out) {
        this.out = out;
        live.listen((service, all) -> show(service));
    }

    private void show(ServiceStatus service) {
        ServiceState before = shown.put(service.name(), service.state());
        if (before != service.state() && service.state() != ServiceState.WAITING) {
            out.println(line(service));
        }
    }

    static String line(ServiceStatus service) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "%-10s %-10s", service.name(), service.state().word()));
        if (service.state() == ServiceState.HEALTHY) {
            line.append(String.format(Locale.ROOT, " %5.1f s", service.seconds()));
        }
        if (!service.detail().isEmpty()) {
            line.append("  ").append(service.detail());
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void show(List<String> lines) {
        lines.forEach(out::println);
    }

    @Override
    public void close() {
        // nothing to clear away
    }
}
