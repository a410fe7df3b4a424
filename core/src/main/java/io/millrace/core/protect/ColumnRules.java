package io.millrace.core.protect;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TablePattern;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a source are dropped, masked or hashed before their values enter Kafka. If several patterns match a
 * column, the strictest rule applies. Never exposes its key. Thread-safe.
 */
public final class ColumnRules {
    /** The mask. */
    public static final String MASK = "****";

    /** No rule. */
    public static final ColumnRules NONE = new ColumnRules(Map.of(), null);

    /** A key that can be guessed protects nothing. */
    public static final int SHORTEST_KEY = 16;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALGORITHM = "HmacSHA256";

    private final SortedMap<String, Protection> patterns;
    private final List<Rule> rules = new ArrayList<>();
    private final @Nullable SecretKeySpec key;

    private record Rule(Predicate<String> names, Protection protection) {}

    private ColumnRules(Map<String, Protection> patterns, @Nullable String key) {
        this.patterns = new TreeMap<>(patterns);
        this.key = key == null ? null : new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        for (Protection protection : Protection.values()) {
            this.patterns.forEach((pattern, what) -> {
                if (what == protection) {
                    rules.add(new Rule(TablePattern.names(pattern), protection));
                }
            });
        }
    }

    /**
     * @param patterns what to do by {@code schema.table.column} with {@code *} for any characters
     * @param key of the hashes, {@value #SHORTEST_KEY} characters or more; empty if nothing is hashed
     * @throws IllegalArgumentException if hashes have no such key
     */
    public static ColumnRules of(Map<String, Protection> patterns, Optional<String> key) {
        if (patterns.isEmpty()) {
            return NONE;
        }
        if (patterns.containsValue(Protection.HASH)) {
            int length = key.map(String::length).orElse(0);
            if (length < SHORTEST_KEY) {
                throw new IllegalArgumentException("a column is to be hashed, but source.hashKey "
                        + (length == 0 ? "is not set" : "has only " + length + " characters") + ": set one of "
                        + SHORTEST_KEY + " or more, such as ${MILLRACE_HASH_KEY} or ${file:/run/secrets/hash-key}");
            }
        }
        return new ColumnRules(patterns, key.orElse(null));
    }

    /**
     * Rules by their {@link #patterns text}.
     *
     * @param key empty for none
     * @throws IllegalArgumentException if the text is none
     */
    public static ColumnRules parse(String text, String key) {
        Map<String, Protection> patterns = new TreeMap<>();
        try {
            JsonNode node = JSON.readTree(text.isEmpty() ? "{}" : text);
            node.properties()
                    .forEach(field -> patterns.put(
                            field.getKey(),
                            Protection.of(field.getValue().asText())
                                    .orElseThrow(() -> new IllegalArgumentException(
                                            "a rule for a column is " + field.getValue()))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the rules for columns are no JSON", e);
        }
        return of(patterns, key.isEmpty() ? Optional.empty() : Optional.of(key));
    }

    /** The rules, without the key, for {@link #parse}. Contains no dollar sign, which is special in some settings. */
    public String patterns() {
        ObjectNode node = JSON.createObjectNode();
        patterns.forEach((pattern, protection) -> node.put(pattern, protection.text()));
        return node.toString().replace("$", "\\u0024");
    }

    /** The patterns, in alphabetical order. */
    public List<String> named() {
        return List.copyOf(patterns.keySet());
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether any column is hashed. */
    public boolean hashes() {
        return patterns.containsValue(Protection.HASH);
    }

    /** The rule for a column; empty for one that stays as it is. */
    public Optional<Protection> of(TableId table, String column) {
        return of(table.plain(), column);
    }

    /**
     * The rule for a column; empty for one that stays as it is.
     *
     * @param table {@code schema.table}
     */
    public Optional<Protection> of(String table, String column) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        String name = table + "." + column;
        return rules.stream()
                .filter(rule -> rule.names().test(name))
                .map(Rule::protection)
                .findFirst();
    }

    /**
     * The replacement for a value.
     *
     * @param text the value as Postgres writes it
     */
    public String replace(Protection protection, String text) {
        return switch (protection) {
            case DROP -> "";
            case MASK -> MASK;
            case HASH -> hash(text);
        };
    }

    private String hash(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(requireNonNull(key, "there is no key"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return patterns();
    }
}
