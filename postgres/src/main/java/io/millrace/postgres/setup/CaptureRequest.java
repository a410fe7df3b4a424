package io.millrace.postgres.setup;

import static java.util.Objects.requireNonNull;

import io.millrace.core.protect.ColumnRules;
import java.util.List;
import java.util.Optional;

/**
 * What to capture, and the names of publication and slot.
 *
 * @param publication the publication's name
 * @param slot the replication slot's name: lower case letters, digits and {@code _}, at most 63
 * @param tables {@code schema.table} patterns with {@code *}; empty: every table of every user schema, new ones
 *     included
 * @param exclude patterns taken out of {@code tables}
 * @param columns how values of columns are protected before they enter the log
 * @param role a separate role for the connector, created if the given user may; empty: the connector uses the given
 *     user
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

    /** Without column rules. */
    public CaptureRequest(
            String publication, String slot, List<String> tables, List<String> exclude, Optional<Role> role) {
        this(publication, slot, tables, exclude, ColumnRules.NONE, role);
    }

    /**
     * A role for the connector that can only replicate and read the captured tables.
     *
     * @param name for example {@code millrace_capture}
     * @param password set again at each preparation
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
    public boolean everything() {
        return tables.isEmpty() && exclude.isEmpty();
    }
}
