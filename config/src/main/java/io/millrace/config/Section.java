package io.millrace.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Typed reads of one mapping. Each read marks its key as known, so that {@link #finish} finds unknown ones. */
final class Section {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

    private final String file;
    private final String path;
    private final YamlNode.Mapping mapping;
    private final Map<String, String> environment;
    private final Set<String> known = new LinkedHashSet<>();

    Section(String file, String path, YamlNode.Mapping mapping, Map<String, String> environment) {
        this.file = file;
        this.path = path;
        this.mapping = mapping;
        this.environment = environment;
    }

    /** A section below; empty when absent. */
    Section section(String key) {
        YamlNode.Entry entry = entry(key);
        if (entry == null || isEmpty(entry.value())) {
            return new Section(file, path(key), new YamlNode.Mapping(Map.of(), mapping.line()), environment);
        }
        if (entry.value() instanceof YamlNode.Mapping below) {
            return new Section(file, path(key), below, environment);
        }
        throw wrong(key, "expects keys below it");
    }

    /** The sections of a list; empty when absent. Errors name the place in the list, counted from 0. */
    List<Section> sections(String key) {
        YamlNode.Entry entry = entry(key);
        if (entry == null || isEmpty(entry.value())) {
            return List.of();
        }
        if (!(entry.value() instanceof YamlNode.Sequence list)) {
            throw wrong(key, "expects a list");
        }
        List<Section> sections = new ArrayList<>();
        for (YamlNode item : list.items()) {
            String place = path(key) + "[" + sections.size() + "]";
            if (!(item instanceof YamlNode.Mapping below)) {
                throw new ConfigException(at(item.line()) + place + " expects keys below it");
            }
            sections.add(new Section(file, place, below, environment));
        }
        return sections;
    }

    /** Whether the key's value is the single word {@code off}. */
    boolean isOff(String key) {
        YamlNode.Entry entry = entry(key);
        return entry != null
                && entry.value() instanceof YamlNode.Scalar scalar
                && scalar.text().equals("off");
    }

    /** Whether the key has a value. */
    boolean has(String key) {
        YamlNode.Entry entry = entry(key);
        return entry != null && !isEmpty(entry.value());
    }

    /** As {@link #text(String, Pattern, String)}, of a key that must be there. */
    String needed(String key, Pattern shape, String expected) {
        return text(key, shape, expected).orElseThrow(() -> wrong(key, "is missing: it expects " + expected));
    }

    Optional<String> text(String key) {
        YamlNode.Entry entry = entry(key);
        if (entry == null || isEmpty(entry.value())) {
            return Optional.empty();
        }
        if (entry.value() instanceof YamlNode.Scalar scalar) {
            String value = Variables.expand(scalar.text(), environment, at(scalar.line()) + path(key))
                    .strip();
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        }
        throw wrong(key, "expects a single value");
    }

    /** A text of a shape; {@code expected} says which, for the error. */
    Optional<String> text(String key, Pattern shape, String expected) {
        Optional<String> value = text(key);
        if (value.isPresent() && !shape.matcher(value.get()).matches()) {
            // The value is not repeated: it can hold a password.
            throw wrong(key, "expects " + expected);
        }
        return value;
    }

    Optional<Integer> integer(String key, int from, int to) {
        Optional<String> value = text(key);
        String expected = "expects a whole number from " + from + " to " + to;
        try {
            Optional<Integer> number = value.map(Integer::valueOf);
            if (number.isPresent() && (number.get() < from || number.get() > to)) {
                throw wrong(key, expected + ", not " + number.get());
            }
            return number;
        } catch (NumberFormatException e) {
            throw wrong(key, expected + ", not `" + value.orElse("") + "`");
        }
    }

    /** A number from 0 on. */
    Optional<Double> decimal(String key, int to) {
        Optional<String> value = text(key);
        String expected = "expects a number from 0 to " + to;
        try {
            Optional<Double> number = value.map(text -> new BigDecimal(text).doubleValue());
            if (number.isPresent() && (number.get() < 0 || number.get() > to)) {
                throw wrong(key, expected + ", not " + value.orElse(""));
            }
            return number;
        } catch (NumberFormatException e) {
            throw wrong(key, expected + ", not `" + value.orElse("") + "`");
        }
    }

    /** A duration such as {@code 10ms}, {@code 2s} or {@code 1m}, in milliseconds. */
    Optional<Integer> milliseconds(String key, int from, int to) {
        return text(key).map(value -> milliseconds(key, value, from, to));
    }

    private int milliseconds(String key, String value, int from, int to) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw wrong(key, "expects a duration such as 10ms or 2s, not `" + value + "`");
        }
        long factor = switch (matcher.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            default -> 60_000;
        };
        long millis = Long.parseLong(matcher.group(1)) * factor;
        if (millis > to) {
            throw wrong(key, "expects at most " + SettingTypes.readable(to) + ", not " + value);
        }
        if (millis < from) {
            throw wrong(key, "expects at least " + SettingTypes.readable(from) + ", not " + value);
        }
        return (int) millis;
    }

    /** The value of a word, of those that there are. */
    <T> Optional<T> oneOf(String key, Map<String, T> words) {
        Optional<String> text = text(key);
        Optional<T> value = text.flatMap(word -> Optional.ofNullable(words.get(word)));
        if (text.isPresent() && value.isEmpty()) {
            throw wrong(key, "expects " + alternatives(List.copyOf(words.keySet())) + ", not `" + text.get() + "`");
        }
        return value;
    }

    private static String alternatives(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /** A list of texts of a shape; a single value counts as a list of one. */
    Optional<List<String>> list(String key, Pattern shape, String expected) {
        YamlNode.Entry entry = entry(key);
        if (entry == null || isEmpty(entry.value())) {
            return Optional.empty();
        }
        List<YamlNode> items = entry.value() instanceof YamlNode.Sequence list ? list.items() : List.of(entry.value());
        List<String> texts = new ArrayList<>();
        for (YamlNode item : items) {
            if (!(item instanceof YamlNode.Scalar scalar)) {
                throw wrong(key, "expects a list of single values");
            }
            String where = at(item.line()) + path(key);
            String value = Variables.expand(scalar.text(), environment, where).strip();
            if (!shape.matcher(value).matches()) {
                throw new ConfigException(where + ": expects " + expected + ", not `" + value + "`");
            }
            texts.add(value);
        }
        return Optional.of(List.copyOf(texts));
    }

    /** Texts by a name that is free. */
    Optional<Map<String, String>> map(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        Section below = section(key);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : below.mapping.entries().keySet()) {
            below.text(name).ifPresent(value -> texts.put(name, value));
        }
        return Optional.of(Map.copyOf(texts));
    }

    /** Texts of a shape by names of a shape; the two {@code expected} say which, for the error. */
    Optional<Map<String, String>> map(String key, Pattern names, String expectedName, Pattern shape, String expected) {
        if (!has(key)) {
            return Optional.empty();
        }
        Section below = section(key);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : below.mapping.entries().keySet()) {
            if (!names.matcher(name).matches()) {
                throw below.wrong(name, "is no " + expectedName);
            }
            String text = below.text(name).orElse("");
            if (!shape.matcher(text).matches()) {
                throw below.wrong(name, "expects " + expected + ", not `" + text + "`");
            }
            texts.put(name, text);
        }
        return Optional.of(Map.copyOf(texts));
    }

    /** Keys of the design that this version does not support: an error is better than a setting without effect. */
    void notYet(String... keys) {
        for (String key : keys) {
            YamlNode.Entry entry = mapping.entries().get(key);
            if (entry != null) {
                throw wrong(key, "is not supported yet: remove it");
            }
        }
    }

    /** @throws ConfigException if there is a key that was never read */
    void finish() {
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                throw new ConfigException(at(entry.keyLine()) + "unknown key `" + path(key) + "`: did you mean `"
                        + path(Nearest.to(key, known)) + "`?");
            }
        });
    }

    /** The error that a key's value is wrong, with its line. */
    ConfigException wrong(String key, String what) {
        YamlNode.Entry entry = mapping.entries().get(key);
        return new ConfigException(at(entry == null ? mapping.line() : entry.keyLine()) + path(key) + " " + what);
    }

    private YamlNode.@Nullable Entry entry(String key) {
        known.add(key);
        return mapping.entries().get(key);
    }

    private static boolean isEmpty(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.text().isEmpty();
    }

    private String at(int line) {
        return file + ":" + line + ": ";
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
