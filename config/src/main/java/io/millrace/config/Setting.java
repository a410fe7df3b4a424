package io.millrace.config;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;

/**
 * One setting of {@code millrace.yaml}, declared once: reading, default, the resolved configuration and the page
 * {@code docs/reference/configuration.md} follow from the declaration. {@link Settings#all()} lists them.
 *
 * @param <T> its value in {@link Config}
 */
public final class Setting<T> {
    private final String key;
    private final SettingType<T> type;
    private final String defaultText;
    private final Function<SettingValues, T> defaultValue;
    private final Function<Config, T> in;
    private final String effect;

    private Setting(
            String key,
            SettingType<T> type,
            String defaultText,
            Function<SettingValues, T> defaultValue,
            Function<Config, T> in,
            String effect) {
        this.key = requireNonNull(key, "key is null");
        this.type = requireNonNull(type, "type is null");
        this.defaultText = requireNonNull(defaultText, "defaultText is null");
        this.defaultValue = requireNonNull(defaultValue, "defaultValue is null");
        this.in = requireNonNull(in, "in is null");
        this.effect = requireNonNull(effect, "effect is null");
    }

    /** A setting with a fixed default. */
    static <T> Setting<T> of(String key, SettingType<T> type, T defaultValue, Function<Config, T> in, String effect) {
        String text = type.write(defaultValue).map(SettingType::text).orElse("none");
        return new Setting<>(key, type, text, values -> defaultValue, in, effect);
    }

    /**
     * A setting whose default depends on other settings.
     *
     * @param defaultText the default, for the reference page
     */
    static <T> Setting<T> computed(
            String key,
            SettingType<T> type,
            String defaultText,
            Function<SettingValues, T> defaultValue,
            Function<Config, T> in,
            String effect) {
        return new Setting<>(key, type, defaultText, defaultValue, in, effect);
    }

    /**
     * A setting without a value by default.
     *
     * @param absent what its absence means, for the reference page
     */
    static <T> Setting<Optional<T>> optional(
            String key, SettingType<T> type, String absent, Function<Config, Optional<T>> in, String effect) {
        return new Setting<>(key, type.optional(), absent, values -> Optional.empty(), in, effect);
    }

    /** Its full name with dots, such as {@code pipeline.linger}. */
    public String key() {
        return key;
    }

    /** Type, unit and range, in Markdown. */
    public String type() {
        return type.description();
    }

    /** Its default, in Markdown. */
    public String defaultText() {
        return defaultText;
    }

    /** What it does, in Markdown. */
    public String effect() {
        return effect;
    }

    /** Its value in a configuration. */
    public T in(Config config) {
        return in.apply(config);
    }

    SettingType<T> valueType() {
        return type;
    }

    T defaultValue(SettingValues values) {
        return defaultValue.apply(values);
    }

    /** The section that it is in, such as {@code log.security}. */
    String section() {
        return key.substring(0, key.lastIndexOf('.'));
    }

    /** Its name in its section. */
    String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    @Override
    public String toString() {
        return key;
    }
}
