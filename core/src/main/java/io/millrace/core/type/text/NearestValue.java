package io.millrace.core.type.text;

import io.millrace.core.type.read.TimeReaders;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The bound of a type's range closest to a value outside it: for range conditions, not for display. */
public final class NearestValue {
    private NearestValue() {}

    /**
     * The first or last value of the type; null for a type of which all values fit.
     *
     * @param exact the value that does not fit, as Postgres writes it
     */
    public static @Nullable Object of(WarehouseType type, String exact) {
        boolean before = exact.startsWith("-") || exact.endsWith(" BC");
        if (type instanceof Decimal decimal) {
            BigDecimal most =
                    new BigDecimal(BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE), decimal.scale());
            return before ? most.negate() : most;
        }
        boolean early = before || (exact.indexOf('-') == 4 && exact.compareTo("1900") < 0);
        if (type == Simple.DATE32) {
            return early ? TimeReaders.FIRST_DAY : TimeReaders.LAST_DAY;
        }
        return type instanceof DateTime64 ? early ? TimeReaders.FIRST_MICRO : TimeReaders.LAST_MICRO : null;
    }
}
