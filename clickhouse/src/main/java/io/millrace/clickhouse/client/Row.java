package io.millrace.clickhouse.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A row of a result, read by column name. Integers, decimals and times are exact. */
public final class Row {
    private final Map<String, Integer> index;
    private final ArrayNode types;
    private final ArrayNode values;

    Row(Map<String, Integer> index, ArrayNode types, ArrayNode values) {
        this.index = index;
        this.types = types;
        this.values = values;
    }

    /** Column names in the result's order. */
    public List<String> columns() {
        return List.copyOf(index.keySet());
    }

    /** ClickHouse's name of the column's type. */
    public String type(String column) {
        return types.get(position(column)).asText();
    }

    public boolean isNull(String column) {
        return value(column).isNull();
    }

    /** The value as text; JSON for arrays, maps and tuples. */
    public String text(String column) {
        JsonNode value = notNull(column);
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    /** An integer that fits; a UInt64 beyond the range comes with its bits taken as signed. */
    public long integer(String column) {
        return bigInteger(column).longValue();
    }

    public BigInteger bigInteger(String column) {
        JsonNode value = notNull(column);
        return value.isBoolean() ? BigInteger.valueOf(value.asInt()) : new BigInteger(value.asText());
    }

    public BigDecimal decimal(String column) {
        return new BigDecimal(notNull(column).asText());
    }

    /** A number as floating point; {@code nan} and {@code inf} as such. */
    public double number(String column) {
        return switch (notNull(column).asText()) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(notNull(column).asText());
        };
    }

    /** A Bool, or an integer other than 0. */
    public boolean bool(String column) {
        JsonNode value = notNull(column);
        return value.isBoolean() ? value.booleanValue() : !"0".equals(value.asText());
    }

    /** A DateTime or DateTime64 of the zone UTC. */
    public Instant instant(String column) {
        String text = notNull(column).asText();
        return text.endsWith("Z")
                ? Instant.parse(text)
                : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }

    /** The values of an array as text. */
    public List<String> texts(String column) {
        List<String> texts = new ArrayList<>();
        notNull(column).forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** The values of an array of numbers. */
    public List<Double> numbers(String column) {
        List<Double> numbers = new ArrayList<>();
        notNull(column).forEach(element -> numbers.add(Double.parseDouble(element.asText())));
        return numbers;
    }

    /** The value as JSON: 64-bit integers and decimals as strings, so that JavaScript reads them exactly. */
    public JsonNode value(String column) {
        return values.get(position(column));
    }

    /** The whole row as a JSON object. */
    public ObjectNode json() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        index.forEach((name, position) -> object.set(name, values.get(position)));
        return object;
    }

    private JsonNode notNull(String column) {
        JsonNode value = value(column);
        if (value.isNull()) {
            throw new IllegalArgumentException("The value of column " + column + " is NULL");
        }
        return value;
    }

    private int position(String column) {
        Integer position = index.get(column);
        if (position == null) {
            throw new IllegalArgumentException("The result has no column " + column + ", only " + index.keySet());
        }
        return position;
    }
}
