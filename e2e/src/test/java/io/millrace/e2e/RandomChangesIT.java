package io.millrace.e2e;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link RandomChanges} with a kill of the pipeline or of Connect now and then. */
@Order(2)
final class RandomChangesIT {
    @RegisterExtension
    static final SharedStack STACK = SharedStack.apart("");

    @Test
    void afterRandomChangesByManyClientsAndSomeKillsEverythingIsEqual() throws Exception {
        new RandomChanges(STACK, List.of("connect", "pipeline"), RandomChanges.length(1)).play();
    }
}
