package io.millrace.core.type;

import io.millrace.core.event.SourceType;
import io.millrace.core.type.read.TextReaders;
import io.millrace.core.type.read.ValueReader;
import io.millrace.core.type.warehouse.WarehouseType;
import java.util.List;
import java.util.function.Function;

/**
 * One line of the {@linkplain TypeMapping table of types}.
 *
 * @param postgres the Postgres types, for the reference page
 * @param wireTypes the Connect types it fits
 * @param wireNames the Connect schema names it fits, any where empty
 * @param sourceNames the {@code pg_type} names it fits, any where empty
 * @param warehouse what the column becomes, without Nullable
 * @param reader reads its values
 * @param description remarks for the reference page
 */
record TypeRule(
        String postgres,
        List<String> wireTypes,
        List<String> wireNames,
        List<String> sourceNames,
        Function<SourceType, WarehouseType> warehouse,
        Function<SourceType, ValueReader> reader,
        String description) {

    /** A rule for values of these Connect types; they stay text unless {@link #to} says otherwise. */
    static TypeRule rule(String postgres, String... wireTypes) {
        return new TypeRule(
                postgres,
                List.of(wireTypes),
                List.of(),
                List.of(),
                type -> WarehouseType.Simple.STRING,
                type -> TextReaders.TEXT,
                "");
    }

    TypeRule named(String... names) {
        return new TypeRule(postgres, wireTypes, List.of(names), sourceNames, warehouse, reader, description);
    }

    TypeRule from(String... pgTypes) {
        return new TypeRule(postgres, wireTypes, wireNames, List.of(pgTypes), warehouse, reader, description);
    }

    TypeRule to(WarehouseType landed, ValueReader reads) {
        return new TypeRule(postgres, wireTypes, wireNames, sourceNames, type -> landed, type -> reads, description);
    }

    TypeRule to(Function<SourceType, WarehouseType> landed, Function<SourceType, ValueReader> reads) {
        return new TypeRule(postgres, wireTypes, wireNames, sourceNames, landed, reads, description);
    }

    TypeRule description(String text) {
        return new TypeRule(postgres, wireTypes, wireNames, sourceNames, warehouse, reader, text);
    }

    boolean fits(SourceType type) {
        return wireTypes.contains(type.wireType())
                && (wireNames.isEmpty() || wireNames.contains(type.wireName()))
                && (sourceNames.isEmpty() || sourceNames.contains(type.name()));
    }
}
