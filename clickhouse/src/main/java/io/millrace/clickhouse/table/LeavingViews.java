package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The views that some plans drop: those of tables that the source has dropped or renamed, and of tables whose names are
 * taken by others. Updates the registry first, so that it never names a missing view.
 */
final class LeavingViews {
    private final TableViews views;
    private final TablePlaces places;
    private final StorageCatalog.Survey namesakes;
    private final Set<TableNames> withRescued;

    /**
     * @param namesakes the tables that have the names which the plans are about
     * @param plans of which none waits for another one
     */
    LeavingViews(TableViews views, TablePlaces places, StorageCatalog.Survey namesakes, List<EvolutionPlan> plans) {
        this.views = views;
        this.places = places;
        this.namesakes = namesakes;
        List<TableViews.Leaving> leaving = new ArrayList<>();
        plans.forEach(plan -> plan.changes().forEach(change -> addTo(leaving, change)));
        this.withRescued = views.leave(leaving);
    }

    private void addTo(List<TableViews.Leaving> leaving, SchemaChange change) {
        if (change instanceof SchemaChange.CreateTable create) {
            displaced(create.table()).forEach(table -> leaving.add(inStorage(table)));
        } else if (change instanceof SchemaChange.DropTable drop && !isShownByAnother(drop.table())) {
            leaving.add(inStorage(drop.table()));
        } else if (change instanceof SchemaChange.RenameTable rename) {
            displaced(rename.after()).forEach(table -> leaving.add(inStorage(table)));
            if (leavesItsName(rename)) {
                leaving.add(new TableViews.Leaving(
                        rename.before(),
                        TableRegistry.Entry.RENAMED,
                        "to " + rename.after().source()));
            }
        }
    }

    private TableViews.Leaving inStorage(WarehouseTable table) {
        String storage = places.names(table).storage();
        return new TableViews.Leaving(table, TableRegistry.Entry.DROPPED, "its data is in " + storage);
    }

    /** Other tables of the source can have had the name of a table before: their storage is kept, without a view. */
    List<WarehouseTable> displaced(WarehouseTable comer) {
        return comer.origin().gone()
                ? List.of()
                : namesakes.named(comer.source()).stream()
                        .filter(before -> before.origin().oid() != 0 && !before.isSame(comer))
                        .toList();
    }

    private boolean leavesItsName(SchemaChange.RenameTable rename) {
        WarehouseTable before = rename.before();
        boolean viewless =
                before.origin().gone() || before.source().equals(rename.after().source());
        return !viewless && !isShownByAnother(before);
    }

    /** Whether the view of the table's name is another table's by now. */
    private boolean isShownByAnother(WarehouseTable table) {
        return namesakes.named(table.source()).stream().anyMatch(other -> !other.isSame(table));
    }

    /** @return the statement, empty if the view is another table's */
    String drop(WarehouseTable dropped) {
        return isShownByAnother(dropped) ? "" : dropView(dropped);
    }

    /** @return the statement, empty if the table has no view of its former name, or keeps it */
    String drop(SchemaChange.RenameTable rename) {
        return leavesItsName(rename) ? dropView(rename.before()) : "";
    }

    String dropView(WarehouseTable table) {
        return views.drop(places.names(table), withRescued);
    }
}
