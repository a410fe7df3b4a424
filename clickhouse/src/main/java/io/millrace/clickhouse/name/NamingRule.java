package io.millrace.clickhouse.name;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names of the warehouse for names of one source: no two schemas share a database, and no two tables a view. Ordinary
 * names stay as they are; others get a suffix that the rule gives to no ordinary name.
 *
 * <p>The databases of a schema are {@code D} (views), {@code D_raw} and {@code D_history}. {@code D} is the configured
 * database for {@code public} and {@code database_schema} for others. A schema whose database could be taken for
 * another one's storage ({@code raw}, {@code x_raw}, {@code history}, {@code x_history_}) gets one more underscore.
 * Names that are too long for ClickHouse are cut, and end in a hash of the whole.
 */
public final class NamingRule {
    public static final String RAW = "_raw";
    static final String HISTORY = "_history";

    /** The view in each storage database that states its owner. */
    public static final String OWNER = "_millrace_source";

    /** A file name has 255 bytes; that of a dropped table also contains its database, a UUID and separators. */
    private static final int LONGEST = 255 - 36 - 6;

    /** Leaves room for the name of a table. */
    private static final int LONGEST_DATABASE = 140;

    /** What storage and history tables get behind their names while they are rebuilt or set aside, in bytes of a file name. */
    private static final int SUFFIXES = 32;

    private static final int HASH = 16;

    private static final Pattern LIKE_STORAGE = Pattern.compile("(.*_)?(raw|history)_*", Pattern.DOTALL);
    private static final Pattern RESERVED =
            Pattern.compile("(system|information_schema|millrace)_*", Pattern.CASE_INSENSITIVE);
    private static final Pattern LIKE_OURS =
            Pattern.compile("_millrace_source|.*( \\(new key\\)|_until_[0-9A-F]+|~all|~shard)", Pattern.DOTALL);

    private NamingRule() {}

    /**
     * The database of a schema's views.
     *
     * @param database that of the schema {@code public}
     */
    static String views(String database, String schema) {
        if (schema.equals("public")) {
            return database;
        }
        String name = database + "_" + (LIKE_STORAGE.matcher(schema).matches() ? schema + "_" : schema);
        return shortened(RESERVED.matcher(name).matches() ? name + "_" : name, LONGEST_DATABASE, LONGEST_DATABASE);
    }

    /** The name of a table's view. */
    static String view(String views, String table) {
        int room = LONGEST - fileName(views + RAW);
        return shortened(table, room, room - SUFFIXES);
    }

    /** The name of a table's storage, where no other table has the place. The same for a name that this rule has given. */
    static String storage(String views, String table) {
        return LIKE_OURS.matcher(table).matches()
                ? cut(table, LONGEST - fileName(views + RAW) - SUFFIXES)
                : view(views, table);
    }

    private static String shortened(String name, int room, int wanted) {
        return fileName(name) <= room ? name : cut(name, wanted);
    }

    private static String cut(String name, int room) {
        String suffix = "~" + hash(name);
        int left = room - fileName(suffix);
        StringBuilder kept = new StringBuilder();
        for (int each : name.codePoints().toArray()) {
            left -= fileName(Character.toString(each));
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(each);
        }
        return kept + suffix;
    }

    static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many bytes a name takes in ClickHouse's file names. */
    private static int fileName(String name) {
        int length = 0;
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each == '_' || (each >= 0 && Character.isLetterOrDigit(each));
            length += plain ? 1 : 3;
        }
        return length;
    }
}
