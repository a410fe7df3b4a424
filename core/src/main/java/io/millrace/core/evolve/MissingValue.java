package io.millrace.core.evolve;

import io.millrace.core.type.Conversion;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of rows that are older than their column: Postgres's constant ({@code attmissingval}), in the class of the
 * column's type. Only for types whose text is that of the stream; for others the rows must be read again.
 */
public final class MissingValue {
    /** Types whose text in the catalog depends on settings, or differs from the stream's. */
    private static final Pattern OTHER_TEXT = Pattern.compile(
            ".*\\[\\]|.*range|interval.*|time.*|date|bit.*|money|.*\"char\".*|point|line|lseg|box|path|polygon|circle|hstore");

    private MissingValue() {}

    /** Empty if the column has none, or its text cannot be read here. */
    public static Optional<Object> of(WarehouseColumn column) {
        @Nullable String text = column.origin().missing();
        String type = column.origin().type();
        if (text == null) {
            return Optional.empty();
        }
        if (type.equals("bytea")) {
            return text.startsWith("\\x") ? Optional.of(HexFormat.of().parseHex(text.substring(2))) : Optional.empty();
        }
        boolean readable = type.equals("date")
                || type.startsWith("timestamp")
                || !OTHER_TEXT.matcher(type).matches();
        // A value of a user-defined composite type lands as JSON; this is Postgres's text.
        boolean row = type.indexOf('.') > 0 && text.startsWith("(");
        if (!readable || row || !isPlain(column.type())) {
            return Optional.empty();
        }
        Rescue rescue = new Rescue();
        Conversion conversion = Conversion.between(TypeMapping.nullable(Simple.STRING), column.type());
        Object value = conversion == null ? text : conversion.convert(text, rescue);
        return rescue.take() == null ? Optional.ofNullable(value) : Optional.empty();
    }

    private static boolean isPlain(WarehouseType type) {
        WarehouseType bare = type instanceof WarehouseType.Nullable inner ? inner.of() : type;
        bare = bare instanceof WarehouseType.LowCardinality inner ? inner.of() : bare;
        bare = bare instanceof WarehouseType.Nullable inner ? inner.of() : bare;
        return bare instanceof Simple
                || bare instanceof WarehouseType.Decimal
                || bare instanceof WarehouseType.DateTime64;
    }
}
