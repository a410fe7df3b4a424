package io.millrace.launcher.state;

import io.millrace.local.process.ProcessIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** The state of the running stack. Listeners receive each change, one at a time and in order. */
public final class LiveStatus {
    private final ProcessIdentity launcher;
    private final String command;
    private final Map<String, ServiceStatus> services = new LinkedHashMap<>();
    private final List<BiConsumer<ServiceStatus, StackStatus>> listeners = new ArrayList<>();

    public LiveStatus(ProcessIdentity launcher, String command, List<ServiceStatus> services) {
        this.launcher = launcher;
        this.command = command;
        services.forEach(service -> this.services.put(service.name(), service));
    }

    /** Adds a listener of the changed service and of all. */
    public synchronized void listen(BiConsumer<ServiceStatus, StackStatus> listener) {
        listeners.add(listener);
    }

    public synchronized StackStatus snapshot() {
        return new StackStatus(Optional.of(launcher), command, List.copyOf(services.values()));
    }

    public synchronized ServiceStatus service(String name) {
        ServiceStatus status = services.get(name);
        if (status == null) {
            throw new IllegalArgumentException("no service " + name);
        }
        return status;
    }

    /** Changes the state of one service. */
    public synchronized void update(String name, UnaryOperator<ServiceStatus> change) {
        ServiceStatus before = service(name);
        ServiceStatus after = change.apply(before);
        if (!after.equals(before)) {
            services.put(name, after);
            StackStatus all = snapshot();
            listeners.forEach(listener -> listener.accept(after, all));
        }
    }
}
