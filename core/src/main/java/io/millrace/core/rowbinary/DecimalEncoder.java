package io.millrace.core.rowbinary;

import io.millrace.core.type.warehouse.WarehouseType;
import java.math.BigDecimal;

/** Decimals travel as their unscaled value in 4, 8, 16 or 32 bytes; the server does not check the precision. */
public final class DecimalEncoder {
    private DecimalEncoder() {}

    public static ValueEncoder of(WarehouseType.Decimal type) {
        int width = width(type);
        int scale = type.scale();
        int precision = type.precision();
        return (value, out) -> {
            BigDecimal exact = exact(value, scale);
            if (exact.precision() > precision) {
                throw new ValueRejectedException("has more digits than the warehouse's column");
            }
            switch (width) {
                case 4 -> out.int32(exact.unscaledValue().intValue());
                case 8 -> out.int64(exact.unscaledValue().longValue());
                default -> out.integer(exact.unscaledValue(), width);
            }
        };
    }

    /** Bytes of a value. */
    public static int width(WarehouseType.Decimal type) {
        int precision = type.precision();
        return precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
    }

    private static BigDecimal exact(Object value, int scale) {
        if (!(value instanceof BigDecimal decimal)) {
            throw ValueEncoders.wrongClass(value, "a decimal");
        }
        if (decimal.scale() == scale) {
            return decimal;
        }
        try {
            return decimal.setScale(scale);
        } catch (ArithmeticException e) {
            throw new ValueRejectedException("has more digits after the point than the warehouse's column");
        }
    }
}
