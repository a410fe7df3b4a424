package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.protect.ColumnRules;
import java.util.List;
import java.util.Optional;

/**
 * What is to be captured, and how it is named at the source.
 *
 * @param publication the publication's name
 * @param slot the replication slot's name: lower case letters, digits and {@code _}, at most 63
 * @param tables {@code schema.table} patterns with {@code *}; empty: every table of every user schema, new ones included
 * @param exclude patterns taken out of {@code tables}
 * @param columns what happens to values of columns before they enter the log
 * @param role a role of its own for the connector, made where the given user may; empty: the connector uses the given user
 */
public record CaptureRequest(
        String publication,
        String slot,
        List<String> tables,
        List<String> exclude,
        ColumnRules columns,
        Optional<Role> role) {

    /** The name of the role that Millrace makes for its connector. */
    public static final String ROLE = "millrace_capture";

    /** With every column as it is. */
    public CaptureRequest(
            String publication, String slot, List<String> tables, List<String> exclude, Optional<Role> role) {
        this(publication, slot, tables, exclude, ColumnRules.NONE, role);
    }

    /**
     * A login for the connector that can replicate and read the captured tables, and nothing else.
     *
     * @param name for example {@code millrace_capture}
     * @param password set anew at each preparation
     */
    public record Role(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    public CaptureRequest {
        requireNonNull(publication, "publication is null");
        if (!slot.matches("[a-z0-9_]{1,63}")) {
            throw new IllegalArgumentException(
                    "A replication slot's name has lower case letters, digits and _ only, not " + slot);
        }
        tables = List.copyOf(tables);
        exclude = List.copyOf(exclude);
        requireNonNull(columns, "columns is null");
        requireNonNull(role, "role is null");
    }

    /** Whether all tables are captured, those included that do not exist yet. */
    boolean everything() {
        return tables.isEmpty() && exclude.isEmpty();
    }
}
