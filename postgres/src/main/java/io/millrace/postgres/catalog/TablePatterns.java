package io.millrace.postgres.catalog;

import io.millrace.core.event.TableId;
import io.millrace.core.event.TablePattern;
import java.util.List;
import java.util.function.Predicate;

/** Which tables are captured, by {@code schema.table} patterns. */
public final class TablePatterns {
    private final Predicate<TableId> include;
    private final Predicate<TableId> exclude;

    /**
     * @param include empty: every table
     * @param exclude taken out of {@code include}
     */
    public TablePatterns(List<String> include, List<String> exclude) {
        this.include = include.isEmpty() ? table -> true : TablePattern.any(include);
        this.exclude = TablePattern.any(exclude);
    }

    public boolean matches(TableId table) {
        return include.test(table) && !exclude.test(table);
    }
}
