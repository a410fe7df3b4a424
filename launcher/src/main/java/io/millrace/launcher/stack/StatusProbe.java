package io.millrace.launcher.stack;

import io.millrace.launcher.cluster.MemberName;
import io.millrace.launcher.spark.WorkerChildren;
import io.millrace.launcher.state.ServiceState;
import io.millrace.launcher.state.ServiceStatus;
import io.millrace.launcher.state.StackStatus;
import io.millrace.launcher.state.StateFile;
import io.millrace.local.Http;
import io.millrace.local.LocalPorts;
import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The state as seen by another process: what the launcher wrote, compared with what actually runs. */
public final class StatusProbe {
    private static final Map<String, String> HEALTH_PATHS = Map.of(
            ServiceGraph.CONNECT, "/connectors",
            ServiceGraph.CLICKHOUSE, "/ping",
            ServiceGraph.CONTROLLER, "/readyz",
            ServiceGraph.PIPELINE, "/readyz",
            ServiceGraph.OPS, "/readyz",
            ServiceGraph.SHOP, "/readyz");

    private StatusProbe() {}

    /** What the launcher wrote last; without the launcher if that has ended since. */
    public static StackStatus remembered(DataFolder data) {
        return new StateFile(data.stateFile())
                .read()
                .map(status -> new StackStatus(
                        status.launcher().filter(ProcessIdentity::isAlive), status.command(), status.services()))
                .orElseGet(() -> new StackStatus(Optional.empty(), "", List.of()));
    }

    /** As {@link #remembered}, with each healthy service asked again. Takes some seconds at most. */
    public static StackStatus now(DataFolder data) {
        StackStatus status = remembered(data);
        boolean supervised = status.launcher().isPresent();
        List<ServiceStatus> services = status.services().parallelStream()
                .map(service -> supervised ? checked(service) : abandoned(service))
                .flatMap(service -> Stream.concat(Stream.of(service), executors(service, SparkPlan.executorLog(data))))
                .toList();
        return new StackStatus(status.launcher(), status.command(), services);
    }

    /** Those of the pipeline that a Spark worker has started, for as long as it and they live. */
    private static Stream<ServiceStatus> executors(ServiceStatus service, Path log) {
        if (!MemberName.service(service.name()).equals(ServiceGraph.SPARK_WORKER)) {
            return Stream.empty();
        }
        return service.process().stream()
                .flatMap(worker -> WorkerChildren.executors(worker.pid(), log).entrySet().stream())
                .map(executor -> new ServiceStatus(
                        "executor-" + executor.getKey(),
                        ServiceState.HEALTHY,
                        ProcessIdentity.of(executor.getValue()),
                        service.url(),
                        "started by " + service.name(),
                        0,
                        0));
    }

    private static ServiceStatus abandoned(ServiceStatus service) {
        boolean alive = service.process().filter(ProcessIdentity::isAlive).isPresent();
        return alive
                ? service.with(ServiceState.UNHEALTHY, "left by a launcher that was killed")
                : service.with(Optional.empty()).with(ServiceState.STOPPED, "");
    }

    private static ServiceStatus checked(ServiceStatus service) {
        if (service.state() != ServiceState.HEALTHY) {
            return service;
        }
        if (service.process().isPresent() && !service.process().get().isAlive()) {
            return service.with(Optional.empty()).with(ServiceState.UNHEALTHY, "has just died");
        }
        return problem(service)
                .map(problem -> service.with(ServiceState.UNHEALTHY, problem))
                .orElse(service);
    }

    private static Optional<String> problem(ServiceStatus service) {
        if (service.process().isEmpty()) {
            // External systems were checked by the launcher a moment ago, with their credentials.
            return Optional.empty();
        }
        String path = HEALTH_PATHS.get(MemberName.service(service.name()));
        if (path == null) {
            // Postgres, Kafka and Spark.
            int port = port(service.url());
            return port < 0 || LocalPorts.accepts(port) ? Optional.empty() : Optional.of("accepts no connection");
        }
        try {
            Http.Answer answer = Http.get(service.url() + path);
            return answer.status() == 200 ? Optional.empty() : Optional.of(ReadinessAnswer.detail(answer));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of("does not answer: " + e.getMessage());
        }
    }

    private static int port(String url) {
        try {
            return URI.create(url).getPort();
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }
}
