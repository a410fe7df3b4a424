package io.millrace.core.plan;

import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import java.util.Optional;

/** The warehouse's tables as they are now. */
public interface Catalogue {
    /** The table that mirrors the one of this current name, empty where there is none. */
    Optional<WarehouseTable> table(TableId name);

    /** The table that mirrors the one of this {@code pg_class.oid}, whatever its name, empty where there is none. */
    Optional<WarehouseTable> table(long oid);
}
