package io.millrace.clickhouse.embedded.sql;

import org.jspecify.annotations.Nullable;

/**
 * What the HTTP interface must know of a statement before the engine runs it.
 *
 * @param format the FORMAT it names: of its result, or of its data for {@link Kind#INSERT_DATA}; null if none
 * @param sqlEnd where the part for the engine ends: for {@link Kind#INSERT_DATA} before FORMAT or VALUES
 * @param dataStart where the data of an {@link Kind#INSERT_DATA} begin
 * @param several whether another statement follows it
 */
public record Statement(Kind kind, @Nullable String format, int sqlEnd, int dataStart, boolean several) {
    public enum Kind {
        /** A query whose result may be long and is worth streaming. */
        SELECT,
        /** An INSERT whose rows come with the request. */
        INSERT_DATA,
        /** SET or USE: outlives the statement on its connection. */
        SESSION,
        /** A query with INTO OUTFILE, which is for command line clients. */
        OUTFILE,
        /** SYSTEM SYNC FILE SYSTEM: not for the engine. */
        SYNC,
        /** Any other statement. */
        OTHER,
        /** Nothing but space and comments. */
        EMPTY
    }
}
