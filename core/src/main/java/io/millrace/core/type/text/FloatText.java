package io.millrace.core.type.text;

import java.math.BigDecimal;

/** Floating-point numbers as Postgres writes them: the fewest digits that give the number back. */
public final class FloatText {
    private FloatText() {}

    public static String real(float number) {
        return text(Float.toString(number), 6);
    }

    public static String doublePrecision(double number) {
        return text(Double.toString(number), 15);
    }

    /** @param exponent from which Postgres writes one: {@code FLT_DIG}, {@code DBL_DIG} */
    private static String text(String java, int exponent) {
        if (java.equals("NaN") || java.endsWith("Infinity")) {
            return java;
        }
        boolean negative = java.startsWith("-");
        BigDecimal exact = new BigDecimal(java).abs().stripTrailingZeros();
        String sign = negative ? "-" : "";
        if (exact.signum() == 0) {
            return sign + "0";
        }
        String digits = exact.unscaledValue().toString();
        int power = digits.length() - 1 - exact.scale();
        if (power >= -4 && power < exponent) {
            return sign + exact.toPlainString();
        }
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String width = Math.abs(power) < 10 ? "0" : "";
        return sign + digits.charAt(0) + fraction + "e" + (power < 0 ? "-" : "+") + width + Math.abs(power);
    }
}
