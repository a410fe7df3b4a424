package io.millrace.ops.control;

import io.javalin.http.Context;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.api.control.TableDetail;
import io.millrace.ops.http.ApiFailure;
import io.millrace.ops.http.Responses;
import io.millrace.ops.http.Route;
import io.millrace.ops.warehouse.LoadQueries;
import io.millrace.ops.warehouse.TableDetailQueries;
import io.millrace.ops.warehouse.TableDetailQueries.Registered;
import io.millrace.ops.warehouse.TableQueries;
import io.millrace.ops.warehouse.TableQueries.SourceRows;
import io.millrace.ops.warehouse.TableQueries.WarehouseRows;
import io.millrace.ops.warehouse.VerificationQueries;
import java.util.List;
import java.util.Optional;

/** One mirrored table with all that is known of it. */
public final class TableApi {
    private static final int SHOWN = 20;

    private final TableDetailQueries details;
    private final TableQueries tables;
    private final LoadQueries loads;
    private final VerificationQueries verifications;

    public TableApi(
            TableDetailQueries details, TableQueries tables, LoadQueries loads, VerificationQueries verifications) {
        this.details = details;
        this.tables = tables;
        this.loads = loads;
        this.verifications = verifications;
    }

    public List<Route> routes() {
        return List.of(new Route("/api/tables/{table}", this::table));
    }

    private void table(Context request) {
        Registered table = details.table(request.pathParam("table"))
                .orElseThrow(() ->
                        ApiFailure.notFound("The warehouse has no table of that name (yet); /api/tables lists all."));
        Optional<SourceRows> source = tables.sourceRows().stream()
                .filter(rows -> rows.table().equals(table.table()))
                .findFirst();
        Optional<WarehouseRows> warehouse = table.hasView() ? rows(table) : Optional.empty();
        Responses.json(
                request,
                new TableDetail(
                        table.table(),
                        table.mirrored().view(),
                        table.storage(),
                        details.history(table).orElse(null),
                        table.kind(),
                        table.state(),
                        table.detail(),
                        source.map(SourceRows::sourceRows).orElse(null),
                        source.map(SourceRows::isExact).orElse(null),
                        source.map(SourceRows::sampledAt).orElse(null),
                        warehouse.map(WarehouseRows::rows).orElse(null),
                        warehouse.map(WarehouseRows::at).orElse(null),
                        details.columns(table),
                        loads.ofTable(table.table(), SHOWN),
                        verifications.ofTable(table.table(), SHOWN),
                        details.rescued(table)));
    }

    /** Empty if the view is being replaced right now. */
    private Optional<WarehouseRows> rows(Registered table) {
        try {
            return tables.warehouseRows(List.of(table.mirrored())).stream().findFirst();
        } catch (WarehouseException e) {
            return Optional.empty();
        }
    }
}
