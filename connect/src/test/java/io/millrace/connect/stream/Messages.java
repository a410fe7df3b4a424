package io.millrace.connect.stream;

import static io.millrace.core.wire.Tuple.NULL;
import static io.millrace.core.wire.Tuple.TEXT;
import static io.millrace.core.wire.Tuple.UNCHANGED;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.core.wire.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as pgoutput writes them, and rows as tests like to read them. */
final class Messages {
    /** Stands for a value that was not sent. */
    static final String UNTOUCHED = "(unchanged)";

    private static final long POSTGRES_EPOCH = 946_684_800_000_000L;

    private Messages() {}

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** As the driver hands it out: behind the head of its packet. */
    private static ByteBuffer message(char kind, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(new byte[25]);
            out.writeByte(kind);
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(bytes.toByteArray()).position(25).slice();
    }

    static ByteBuffer begin(int xid, long committedAtMicros) {
        return message('B', out -> {
            out.writeLong(0);
            out.writeLong(committedAtMicros - POSTGRES_EPOCH);
            out.writeInt(xid);
        });
    }

    static ByteBuffer commit(long endLsn) {
        return message('C', out -> {
            out.writeByte(0);
            out.writeLong(endLsn - 8);
            out.writeLong(endLsn);
            out.writeLong(0);
        });
    }

    /** @param columns names, with a star before those that are of the replica identity */
    static ByteBuffer relation(int oid, String table, char identity, String... columns) {
        return message('R', out -> {
            out.writeInt(oid);
            string(out, "public");
            string(out, table);
            out.writeByte(identity);
            out.writeShort(columns.length);
            for (String column : columns) {
                out.writeByte(column.startsWith("*") ? 1 : 0);
                string(out, column.replace("*", ""));
                out.writeInt(25);
                out.writeInt(-1);
            }
        });
    }

    static ByteBuffer insert(int oid, @Nullable String... row) {
        return message('I', out -> {
            out.writeInt(oid);
            tuple(out, 'N', row);
        });
    }

    /** @param kind of the old row: K or O; anything else for none */
    static ByteBuffer update(int oid, char kind, @Nullable String[] old, @Nullable String... row) {
        return message('U', out -> {
            out.writeInt(oid);
            if (kind == 'K' || kind == 'O') {
                tuple(out, kind, old);
            }
            tuple(out, 'N', row);
        });
    }

    static ByteBuffer delete(int oid, char kind, @Nullable String... old) {
        return message('D', out -> {
            out.writeInt(oid);
            tuple(out, kind, old);
        });
    }

    static ByteBuffer truncate(int... oids) {
        return message('T', out -> {
            out.writeInt(oids.length);
            out.writeByte(0);
            for (int oid : oids) {
                out.writeInt(oid);
            }
        });
    }

    static ByteBuffer logical(boolean transactional, long lsn, String prefix, String content) {
        return message('M', out -> {
            out.writeByte(transactional ? 1 : 0);
            out.writeLong(lsn);
            string(out, prefix);
            out.writeInt(content.length());
            out.write(content.getBytes(UTF_8));
        });
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.writeByte(0);
    }

    private static void tuple(DataOutputStream out, char kind, @Nullable String[] row) throws IOException {
        out.writeByte(kind);
        out.writeShort(row.length);
        for (String value : row) {
            if (value == null) {
                out.writeByte(NULL);
            } else if (value.equals(UNTOUCHED)) {
                out.writeByte(UNCHANGED);
            } else {
                byte[] text = value.getBytes(UTF_8);
                out.writeByte(TEXT);
                out.writeInt(text.length);
                out.write(text);
            }
        }
    }

    static List<@Nullable String> values(@Nullable Tuple row) {
        List<@Nullable String> values = new ArrayList<>();
        if (row != null) {
            byte[] bytes = row.bytes();
            for (int at = Tuples.first(row); at < row.from() + row.length(); at = Tuples.next(bytes, at)) {
                values.add(
                        switch (bytes[at]) {
                            case TEXT -> new String(bytes, at + 5, Tuple.int32(bytes, at + 1), UTF_8);
                            case UNCHANGED -> UNTOUCHED;
                            default -> null;
                        });
            }
        }
        return values;
    }
}
