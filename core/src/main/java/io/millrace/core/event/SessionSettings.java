package io.millrace.core.event;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What every session with the source sets for itself, so that no default of the server, the database or the role changes the
 * text of a value, hides rows or ends a read.
 *
 * <p>Here, and not in an adapter, because the sessions of Connect and of all others must write the same texts. {@link #options}
 * goes into the startup packet: a replication connection takes it, too, and only what a session itself sets comes later. The
 * driver adds {@code client_encoding}, {@code DateStyle = ISO} and the JVM's time zone, which {@link #STATEMENTS} correct.
 */
public final class SessionSettings {
    /** Known to all versions from 14 on, and allowed for every role. No value contains a space. */
    private static final List<String> OPTIONS = List.of(
            // Texts of values.
            "bytea_output=hex",
            "DateStyle=ISO,YMD",
            "extra_float_digits=1",
            "IntervalStyle=postgres",
            // Amounts of money have two digits of fraction: see docs/reference/types.md.
            "lc_monetary=C",
            "quote_all_identifiers=off",
            // Names within values of regclass and the like are qualified but for these. No user's table shadows the
            // catalog's, and operators of extensions are found.
            "search_path=public",
            "xmlbinary=base64",
            // Texts of statements.
            "array_nulls=on",
            "standard_conforming_strings=on",
            "transform_null_equals=off",
            "xmloption=content",
            // Rows that a policy hides are an error rather than missing.
            "row_security=off",
            "default_transaction_deferrable=off",
            "default_transaction_isolation=read\\ committed",
            "default_transaction_read_only=off",
            // In milliseconds, 0 for none.
            "idle_in_transaction_session_timeout=0",
            "idle_session_timeout=0",
            "lock_timeout=0",
            "statement_timeout=0");

    /** Statements to run on a new connection, also on a replication connection. */
    public static final List<String> STATEMENTS = List.of(
            "SET TimeZone = 'UTC'",
            // From version 17 on.
            "SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings"
                    + " WHERE name = 'transaction_timeout'");

    private SessionSettings() {}

    /**
     * The parameter {@code options} of the startup packet.
     *
     * @param others of the operator; ours come later and take precedence. Empty for none
     */
    public static String options(String others) {
        String ours = OPTIONS.stream().map(option -> "-c " + option).collect(Collectors.joining(" "));
        return others.isBlank() ? ours : others + " " + ours;
    }
}
