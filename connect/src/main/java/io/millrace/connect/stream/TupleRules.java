package io.millrace.connect.stream;

import static java.util.Objects.requireNonNull;

import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.Tuple;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Drops, masks and hashes the values of one table's rows. NULL stays NULL, and what a change did not touch stays so. */
final class TupleRules {
    private final ColumnRules rules;
    private final @Nullable Protection[] byColumn;
    private final int kept;

    private TupleRules(ColumnRules rules, @Nullable Protection[] byColumn, int kept) {
        this.rules = rules;
        this.byColumn = byColumn;
        this.kept = kept;
    }

    /** @return null if no rule names a column of the table */
    static @Nullable TupleRules of(ColumnRules rules, RelationMessage relation) {
        @Nullable Protection[] byColumn = new Protection[relation.columns().size()];
        boolean any = false;
        int kept = 0;
        for (int i = 0; i < byColumn.length; i++) {
            byColumn[i] =
                    rules.of(relation.table(), relation.columns().get(i).name()).orElse(null);
            any |= byColumn[i] != null;
            kept += byColumn[i] == Protection.DROP ? 0 : 1;
        }
        return any ? new TupleRules(rules, byColumn, kept) : null;
    }

    /** A row as it may leave the source. */
    Tuple apply(Tuple row) {
        byte[] bytes = row.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(row.length() + 64);
        out.write(kept >>> 8);
        out.write(kept);
        int at = Tuples.first(row);
        for (Protection protection : byColumn) {
            int end = Tuples.next(bytes, at);
            if (protection == null || (protection != Protection.DROP && bytes[at] != Tuple.TEXT)) {
                out.write(bytes, at, end - at);
            } else if (protection != Protection.DROP) {
                value(out, replaced(protection, bytes, at + Tuples.VALUE_HEAD, end));
            }
            at = end;
        }
        byte[] protectedRow = out.toByteArray();
        return new Tuple(protectedRow, 0, protectedRow.length);
    }

    private byte[] replaced(Protection protection, byte[] bytes, int from, int end) {
        String text = protection == Protection.HASH ? RelationMessage.text(bytes, from, end) : "";
        return requireNonNull(rules.replace(protection, text)).getBytes(StandardCharsets.UTF_8);
    }

    private static void value(ByteArrayOutputStream out, byte[] text) {
        out.write(Tuple.TEXT);
        out.write(text.length >>> 24);
        out.write(text.length >>> 16);
        out.write(text.length >>> 8);
        out.write(text.length);
        out.write(text, 0, text.length);
    }
}
