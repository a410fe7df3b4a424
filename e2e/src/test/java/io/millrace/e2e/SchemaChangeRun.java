package io.millrace.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One case, played in one way, on tables of its own. */
final class SchemaChangeRun {

    /** How a case is played. */
    enum Way {
        /** Each statement commits on its own; a look at the warehouse before and after. */
        ALONE('a', "alone"),
        /** What stands before and after is in the change's transaction. */
        TOGETHER('t', "in one transaction with rows"),
        /** As ALONE, but with no pause anywhere: the catalog is ahead of the stream. */
        RUSH('r', "in a rush"),
        /** As ALONE, while Millrace is down. */
        ALONE_DOWN('d', "alone, while Millrace is down"),
        /** As TOGETHER, while Millrace is down. */
        TOGETHER_DOWN('e', "in one transaction with rows, while Millrace is down");

        private final char deadLetter;
        final String words;

        Way(char deadLetter, String words) {
            this.deadLetter = deadLetter;
            this.words = words;
        }

        boolean down() {
            return this == ALONE_DOWN || this == TOGETHER_DOWN;
        }

        boolean transaction() {
            return this == TOGETHER || this == TOGETHER_DOWN;
        }
    }

    /** Shows one test run from the next on a stack that both use. */
    private static final String MARK = System.getProperty("millrace.e2e.mark", "");

    private static final int FIRST = 100;
    private static final int SECOND = 200;

    private final SchemaChangeCase what;
    private final Way way;
    private final String prefix;
    private @Nullable String failure;

    SchemaChangeRun(SchemaChangeCase what, Way way) {
        this.what = what;
        this.way = way;
        this.prefix = "c%03d%c%s".formatted(what.number(), way.deadLetter, MARK);
    }

    SchemaChangeCase what() {
        return what;
    }

    Way way() {
        return way;
    }

    /** Begins the names of the run's tables and schemas, and of no other's. */
    String prefix() {
        return prefix;
    }

    List<String> kept() {
        return what.kept().stream().map(name -> name.replace("{t}", prefix)).toList();
    }

    void setup(Connection connection) throws SQLException {
        each(connection, "setup", 0);
    }

    /** Up to the change and, where both are one transaction or there is a rush, beyond it. */
    void change(Connection connection) throws SQLException {
        connection.setAutoCommit(!way.transaction());
        try {
            each(connection, "before", 0);
            each(connection, "change", 0);
            if (way.transaction()) {
                each(connection, "after", FIRST);
                connection.commit();
            }
        } catch (SQLException e) {
            if (way.transaction()) {
                connection.rollback();
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        if (way == Way.RUSH || way == Way.ALONE_DOWN) {
            finish(connection);
        } else if (way == Way.TOGETHER_DOWN) {
            each(connection, "after", SECOND);
        }
    }

    /** Rows in the new shape. */
    void finish(Connection connection) throws SQLException {
        if (!way.transaction()) {
            each(connection, "after", FIRST);
        }
        each(connection, "after", SECOND);
    }

    private void each(Connection connection, String section, int base) throws SQLException {
        for (var sql : what.statements(section, prefix, base)) {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new SQLException(sql + ": " + e.getMessage(), e);
            }
        }
    }

    /** The first thing that went wrong; what follows from it is of no interest. */
    void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public String toString() {
        return what.name() + ", " + way.words;
    }
}
