package io.millrace.launcher.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.command.LocalStatus;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.StatusProbe;
import io.millrace.launcher.state.ServiceStatus;
import io.millrace.launcher.state.StackStatus;
import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/** The state of the stack on this machine: what its launcher wrote down last, compared with what is there. */
public final class PrintedStatus implements LocalStatus {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NAME_WIDTH = 10;

    @Override
    public void print(Path data, boolean json, PrintStream out) throws IOException {
        StackStatus status = StatusProbe.now(new DataFolder(data));
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(status)));
            return;
        }
        out.println(status.summary());
        int width = status.services().stream()
                .mapToInt(service -> service.name().length())
                .reduce(NAME_WIDTH, Math::max);
        for (ServiceStatus service : status.services()) {
            out.println(String.format(
                            Locale.ROOT,
                            "  %-" + width + "s  %-10s  %-8s  %s  %s",
                            service.name(),
                            service.state().word(),
                            service.process().map(process -> "" + process.pid()).orElse("-"),
                            service.url().replaceFirst("//[^@/]*@", "//"),
                            service.detail())
                    .stripTrailing());
        }
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
