package io.millrace.connect;

import io.debezium.data.SpecialValueDecimal;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.millrace.core.event.PostgresText;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * Lets the values of every type but the plainest travel as the exact text that Postgres writes. Debezium's own forms lose the
 * offset of a timetz, infinite intervals, leading zeros of a varbit, arrays of more than one dimension, years far off, and
 * fail on some values.
 *
 * <p>What comes here is, in the stream, pgoutput's text, in a snapshot what the JDBC driver makes
 * of it, which {@link ConnectorSettings} keeps to text where it can. Never fails: a column that cannot be converted would stop
 * the capture of all.
 */
public final class TextConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {
    private static final int BYTEA = 17;

    /** The type of what a rule leaves of a column. */
    private static final String PROTECTED = "{\"type\":\"text\"}";

    private final TypeCatalogue catalogue = new TypeCatalogue();
    private ColumnRules rules = ColumnRules.NONE;

    @Override
    public void configure(Properties settings) {
        catalogue.configure(settings);
        rules = ProtectedColumns.of(settings);
    }

    /** Whether values of a type go through here, rather than through Debezium's own converter. */
    static boolean takes(int oid) {
        return !PlainTypes.has(oid);
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        Optional<Protection> protection = rules.of(column.dataCollection(), column.name());
        if (protection.isPresent()) {
            registration.register(schema(PROTECTED), protecting(protection.get(), column.isOptional()));
            return;
        }
        Optional<StreamedType> streamed = StreamedType.of(column.typeExpression());
        boolean taken = streamed.map(type -> takes(type.oid()))
                .orElseGet(() -> takes(column.nativeType()) || !PlainTypes.has(column.typeName()));
        if (!taken) {
            return;
        }
        String type = streamed.map(
                        known -> catalogue.describe(column.dataCollection(), column.name(), known, column.typeName()))
                .orElseGet(() -> catalogue.describe(
                        column.dataCollection(), column.name(), column.nativeType(), column.typeName()));
        boolean optional = column.isOptional();
        boolean binary = column.nativeType() == BYTEA;
        registration.register(schema(type), value -> text(value, optional, binary));
    }

    /** Debezium adds to the builder: each field needs one of its own. */
    private static SchemaBuilder schema(String type) {
        return SchemaBuilder.string().name(PostgresText.NAME).parameter(PostgresText.TYPE, type);
    }

    /**
     * What comes here is the text that Postgres writes. What is no text would be one of Debezium's forms, of which the hash is
     * another: better an end than a row that can never be found to be equal.
     */
    private Converter protecting(Protection protection, boolean optional) {
        return value -> {
            if (value != null && value.getClass() == Object.class) {
                return protection == Protection.DROP ? (optional ? null : "") : PostgresText.UNTOUCHED;
            }
            if (value == null || protection == Protection.DROP) {
                return optional ? null : "";
            }
            return rules.replace(protection, protection == Protection.HASH ? written(value) : "");
        };
    }

    /** What Postgres wrote, where Debezium has made something of it in a load. */
    private static String written(Object value) {
        if (value instanceof String || value instanceof Array) {
            return value.toString();
        } else if (value instanceof SpecialValueDecimal number) {
            double special = number.getDecimalValue().isPresent() ? 0 : number.toDouble();
            return number.getDecimalValue()
                    .map(java.math.BigDecimal::toPlainString)
                    .orElse(Double.toString(special));
        }
        throw new ConnectException("A column that is to be hashed came as " + value.getClass()
                + ": mask it or drop it, see source.columns");
    }

    /** A NOT NULL column has no value in the {@code before} of a delete: as Debezium does, an empty one stands there. */
    private static @Nullable Object text(@Nullable Object value, boolean optional, boolean binary) {
        if (value == null) {
            return optional ? null : "";
        }
        if (value instanceof String) {
            return value;
        }
        // Markers of untouched TOAST values, all of them plain objects: UnchangedToastedReplicationMessageColumn.
        if (value.getClass() == Object.class) {
            return PostgresText.UNTOUCHED;
        }
        String text = other(value, binary);
        return text == null && !optional ? "" : text;
    }

    private static @Nullable String other(Object value, boolean binary) {
        if (value instanceof PGobject object) {
            return object.getValue();
        } else if (value instanceof SQLXML xml) {
            try {
                return xml.getString();
            } catch (SQLException e) {
                return xml.toString();
            }
        } else if (value instanceof java.math.BigDecimal decimal) {
            return decimal.toPlainString();
        } else if (value instanceof java.sql.Date date) {
            return date(date);
        } else if (value instanceof LocalDate date) {
            return DateTimeFormatter.ISO_LOCAL_DATE.format(date);
        } else if (value instanceof byte[] bytes) {
            return binary
                    ? "\\x" + HexFormat.of().formatHex(bytes)
                    : new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        }
        return value.toString();
    }

    /** The driver makes dates in the JVM's calendar, which is Julian before 1582: the fields are Postgres's all the same. */
    private static String date(java.sql.Date date) {
        if (date.getTime() == org.postgresql.PGStatement.DATE_POSITIVE_INFINITY) {
            return "infinity";
        } else if (date.getTime() == org.postgresql.PGStatement.DATE_NEGATIVE_INFINITY) {
            return "-infinity";
        }
        Calendar calendar = new GregorianCalendar();
        calendar.setTime(date);
        return String.format(
                java.util.Locale.ROOT,
                "%04d-%02d-%02d%s",
                calendar.get(Calendar.YEAR),
                calendar.get(Calendar.MONTH) + 1,
                calendar.get(Calendar.DAY_OF_MONTH),
                calendar.get(Calendar.ERA) == GregorianCalendar.BC ? " BC" : "");
    }
}
