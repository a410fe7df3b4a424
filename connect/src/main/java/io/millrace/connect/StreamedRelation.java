package io.millrace.connect;

import io.millrace.core.event.TableId;
import java.util.List;

/**
 * A table as pgoutput describes it.
 *
 * @param oid of {@code pg_class}
 * @param identity {@code pg_class.relreplident}
 * @param key columns of the key, in the order of the table's columns
 */
record StreamedRelation(long oid, TableId table, char identity, List<String> key) {}
