package io.millrace.controller.load;

import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.postgres.load.PublishedTable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The {@link LoadCheckpoint#shape} of a table. */
final class LoadShape {
    private static final int DIGITS = 32;

    private LoadShape() {}

    static String of(PublishedTable table, LoadSettings settings) {
        ColumnRules rules = settings.rules();
        String all = String.join(
                "\n",
                Integer.toString(settings.epoch()),
                Integer.toString(settings.partitions()),
                settings.publication(),
                rules.patterns(),
                // Another key changes the hashes.
                rules.hashes() ? rules.replace(Protection.HASH, "shape") : "",
                Long.toString(table.oid()),
                table.description().columns().toString(),
                table.description().key().toString(),
                table.filter(),
                table.parts().stream()
                        .map(part -> part.from() + part.file())
                        .toList()
                        .toString());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
