package io.millrace.launcher.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.launcher.stack.StatusProbe;
import io.millrace.launcher.state.ServiceStatus;
import io.millrace.launcher.state.StackStatus;
import io.millrace.local.ProcessIdentity;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace status}. */
@Command(name = "status", description = "Tells the state of each service.", mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--json", description = "As JSON, with the addresses and their passwords.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        StackStatus status = StatusProbe.now(data.folder());
        if (json) {
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(status)));
            return 0;
        }
        System.out.println(status.summary());
        for (ServiceStatus service : status.services()) {
            System.out.println(String.format(
                            Locale.ROOT,
                            "  %-10s  %-10s  %-8s  %s  %s",
                            service.name(),
                            service.state().word(),
                            service.process().map(process -> "" + process.pid()).orElse("-"),
                            service.url().replaceFirst("//[^@/]*@", "//"),
                            service.detail())
                    .stripTrailing());
        }
        return 0;
    }

    private static ObjectNode json(StackStatus status) {
        ObjectNode root = JSON.createObjectNode();
        root.put("state", status.state());
        ArrayNode services = root.putArray("services");
        for (ServiceStatus service : status.services()) {
            ObjectNode node = services.addObject();
            node.put("name", service.name());
            node.put("state", service.state().word());
            node.put("pid", service.process().map(ProcessIdentity::pid).orElse(null));
            node.put("url", service.url());
            node.put("detail", service.detail());
            node.put("restarts", service.restarts());
        }
        return root;
    }
}
