package io.millrace.e2e.reference;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The example of {@code docs/reference/wire-format.md}: what {@link BlockWriter} writes. */
final class WireFormatPage {
    private static final int WIDTH = 16;

    private WireFormatPage() {}

    static String example() {
        return "```\n" + dump(block()) + "```\n";
    }

    private static byte[] block() {
        BlockWriter block = new BlockWriter();
        TableDescription.Encoded orders = new TableDescription(
                        new TableId("public", "orders"),
                        List.of(
                                new TableDescription.Column("id", "{\"type\":\"int8\"}"),
                                new TableDescription.Column("note", "{\"type\":\"text\"}")),
                        List.of("id"),
                        null)
                .encoded();
        SourcePosition first =
                new SourcePosition(24_043_000, 24_043_384, 745, 1_795_300_642_508_359L, 1_795_300_642_628_000L);
        SourcePosition second =
                new SourcePosition(24_043_480, 24_043_608, 746, 1_795_300_642_509_001L, 1_795_300_642_628_000L);
        block.row(ChangeKind.INSERT, first, orders, null, false, tuple("t1", "té"));
        block.row(ChangeKind.UPDATE, second, orders, tuple("t1", "n"), false, tuple("t1", "u"));
        block.message(second, "millrace.barrier", "7".getBytes(StandardCharsets.UTF_8));
        return block.finish();
    }

    /** @param values each with its kind first: {@code t} and its text, {@code n} or {@code u} */
    private static Tuple tuple(String... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(values.length);
            for (String value : values) {
                out.write(value.charAt(0));
                if (value.charAt(0) == Tuple.TEXT) {
                    byte[] text = value.substring(1).getBytes(StandardCharsets.UTF_8);
                    out.writeInt(text.length);
                    out.write(text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Tuple(bytes.toByteArray(), 0, bytes.size());
    }

    private static String dump(byte[] bytes) {
        StringBuilder dump = new StringBuilder();
        for (int at = 0; at < bytes.length; at += WIDTH) {
            StringBuilder hex = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int i = at; i < Math.min(at + WIDTH, bytes.length); i++) {
                hex.append(String.format("%02x ", bytes[i]));
                text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            }
            dump.append(String.format("%04x  %-48s %s%n", at, hex, text));
        }
        return dump.toString();
    }
}
