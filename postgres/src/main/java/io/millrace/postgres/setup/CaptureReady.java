package io.millrace.postgres.setup;

import io.millrace.core.event.TableId;
import io.millrace.postgres.PostgresUrl;
import java.util.List;

/**
 * The source, prepared.
 *
 * @param url how the connector logs in
 * @param slotCreated whether the slot is new. Offsets stored for an earlier slot of that name are then void: changes
 *     between the two are lost, so the connector must start without offsets, with a snapshot
 * @param everyTable whether tables created later are captured, too
 * @param tables the captured tables
 * @param added those that were not in the publication before; where the slot is not new, their existing rows are not in
 *     the stream and must be loaded
 * @param warnings what the operator should know, in full sentences
 */
public record CaptureReady(
        PostgresUrl url,
        boolean slotCreated,
        boolean everyTable,
        List<TableId> tables,
        List<TableId> added,
        List<String> warnings) {
    public CaptureReady {
        tables = List.copyOf(tables);
        added = List.copyOf(added);
        warnings = List.copyOf(warnings);
    }
}
