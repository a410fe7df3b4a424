package io.millrace.ops.api;

import io.millrace.ops.api.alert.Alert;
import io.millrace.ops.api.deadletter.DeadLetters;
import io.millrace.ops.api.flow.Flow;
import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.flow.Slot;
import io.millrace.ops.api.shop.Shop;
import io.millrace.ops.api.table.TableRows;
import io.millrace.ops.api.topology.Service;
import io.millrace.ops.api.topology.State;
import io.millrace.ops.api.topology.Topology;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The complete overview at one moment. */
public record Overview(
        Instant at,
        State state,
        List<Service> services,
        Topology topology,
        Flow flow,
        Lag lag,
        @Nullable Slot slot,
        List<TableRows> tables,
        DeadLetters deadLetters,
        List<Alert> alerts,
        @Nullable Shop shop) {}
