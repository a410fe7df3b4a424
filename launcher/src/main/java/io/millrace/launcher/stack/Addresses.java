package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.launcher.error.LauncherException;
import io.millrace.local.LocalPorts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ports of this run: those of the configuration, with a free one for each 0.
 *
 * @param controllerBind {@code host:port}, as are the three below
 */
record Addresses(
        int postgres,
        int kafka,
        int connect,
        int clickhouse,
        String controllerBind,
        String pipelineBind,
        String opsBind,
        String shopBind) {

    static Addresses of(Config config) {
        Set<Integer> taken = new HashSet<>();
        Config.Ports ports = config.ports();
        return new Addresses(
                port(ports.postgres(), taken),
                port(ports.kafka(), taken),
                port(ports.connect(), taken),
                port(ports.clickhouse(), taken),
                bind(config.controller().bind(), taken),
                bind(config.pipeline().bind(), taken),
                bind(config.ops().bind(), taken),
                bind(config.shop().bind(), taken));
    }

    List<Integer> ports() {
        return List.of(
                postgres,
                kafka,
                connect,
                clickhouse,
                portOf(controllerBind),
                portOf(pipelineBind),
                portOf(opsBind),
                portOf(shopBind));
    }

    /** The same host with another port. */
    static String withPort(String bind, int port) {
        return bind.substring(0, bind.lastIndexOf(':') + 1) + port;
    }

    private static int port(int wanted, Set<Integer> taken) {
        int port = wanted;
        while (port == 0 || (wanted == 0 && taken.contains(port))) {
            port = LocalPorts.free();
        }
        taken.add(port);
        return port;
    }

    private static String bind(String bind, Set<Integer> taken) {
        int colon = bind.lastIndexOf(':');
        return bind.substring(0, colon + 1) + port(portOf(bind), taken);
    }

    static int portOf(String bind) {
        return Integer.parseInt(bind.substring(bind.lastIndexOf(':') + 1));
    }

    /** Fails if a port is in use. */
    static void requireFree(Component.Managed component) {
        int port = component.server().port();
        if (!LocalPorts.isFree(port)) {
            throw new LauncherException(
                    "port " + port + " for " + component.name() + " is taken: stop what uses it, or set "
                            + component.setting() + " in millrace.yaml to another port (0 takes any free one)");
        }
    }
}
