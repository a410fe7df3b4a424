package io.millrace.clickhouse.bookkeeping.schema;

import io.millrace.clickhouse.client.Durability;
import java.util.List;

/**
 * One step from a version of the bookkeeping's schema to the next. Released steps never change: what changes is another step.
 *
 * @param version the version that it leads to, from 1 on without gaps
 * @param compatibleFrom the lowest version of a build that can still work with this one: the same as before for steps that only
 *     add, its own for others
 * @param description what it does, in a few words
 * @param statements each can run again, and by several processes at once; {@code %s} stands for the settings of tables whose rows
 *     must not be lost
 */
record SchemaStep(int version, int compatibleFrom, String description, List<String> statements) {
    SchemaStep {
        if (compatibleFrom < 1 || compatibleFrom > version) {
            throw new IllegalArgumentException("Step " + version + " cannot be compatible from " + compatibleFrom);
        }
        statements = List.copyOf(statements);
    }

    List<String> statements(Durability durability) {
        return statements.stream()
                .map(statement -> statement.replace("%s", durability.tableSettings()))
                .toList();
    }
}
