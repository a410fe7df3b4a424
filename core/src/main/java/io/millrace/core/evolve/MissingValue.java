package io.millrace.core.evolve;

import io.millrace.core.type.Conversion;
import io.millrace.core.type.Misfit;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseType;
import io.millrace.core.type.WarehouseType.Simple;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What rows hold that are older than their column: Postgres's own constant ({@code attmissingval}), in the class of the
 * column's type. Only for types whose text Postgres writes as the stream does; for others the rows must be read anew.
 */
public final class MissingValue {
    /** Types whose text in the catalogue depends on settings, or is not what the stream carries. */
    private static final Pattern OTHER_TEXT = Pattern.compile(
            ".*\\[\\]|.*range|interval.*|time.*|date|bit.*|money|.*\"char\".*|point|line|lseg|box|path|polygon|circle|hstore");

    private MissingValue() {}

    /** Empty where the column has none, or its text cannot be read here. */
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
        // A row of a type of the user's own lands as JSON; what stands here is Postgres's text of it.
        boolean row = type.indexOf('.') > 0 && text.startsWith("(");
        if (!readable || row || !isPlain(column.type())) {
            return Optional.empty();
        }
        Misfit misfit = new Misfit();
        Conversion conversion = Conversion.between(TypeMapping.nullable(Simple.STRING), column.type());
        Object value = conversion == null ? text : conversion.convert(text, misfit);
        return misfit.take() == null ? Optional.ofNullable(value) : Optional.empty();
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
