package io.millrace.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings: those that are given, and defaults for the others. Immutable.
 *
 * <p>{@code SettingValues.of(config).with(SourceSettings.URL, …).config()} gives a configuration with other values;
 * {@link #toYaml()} writes one for processes to read.
 */
public final class SettingValues {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    private final Map<Setting<?>, Object> given;
    private final @Nullable Document document;
    private final String embeddedDatabase;

    private SettingValues(Map<Setting<?>, Object> given, @Nullable Document document, String embeddedDatabase) {
        this.given = given;
        this.document = document;
        this.embeddedDatabase = embeddedDatabase;
    }

    /**
     * What a file says.
     *
     * @param embeddedDatabase the database if {@code source.url} is absent
     * @throws ConfigException if a value is wrong or a key is unknown
     */
    static SettingValues read(Document document, String embeddedDatabase) {
        Map<Setting<?>, Object> given = new HashMap<>();
        for (Setting<?> setting : Settings.all()) {
            setting.valueType()
                    .read(document.section(setting.section()), setting.name())
                    .ifPresent(value -> given.put(setting, value));
        }
        document.finish();
        return new SettingValues(given, document, embeddedDatabase);
    }

    /** The values of a configuration. */
    public static SettingValues of(Config config) {
        Map<Setting<?>, Object> values = new HashMap<>();
        Settings.all().forEach(setting -> values.put(setting, setting.in(config)));
        return new SettingValues(values, null, config.source().name());
    }

    /** The same with another value for a setting, which is not checked. */
    public <T> SettingValues with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> values = new HashMap<>(given);
        values.put(setting, value);
        return new SettingValues(values, document, embeddedDatabase);
    }

    /** The value that is given, else the default. */
    @SuppressWarnings("unchecked") // Only read and with put values, each of its setting's type.
    public <T> T get(Setting<T> setting) {
        Object value = given.get(setting);
        return value == null ? setting.defaultValue(this) : (T) value;
    }

    boolean isGiven(Setting<?> setting) {
        return given.containsKey(setting);
    }

    String embeddedDatabase() {
        return embeddedDatabase;
    }

    /** The error that a setting's value is wrong, with its line in the file. */
    ConfigException wrong(Setting<?> setting, String what) {
        return wrong(setting.key(), what);
    }

    /** @param key of a setting or section */
    ConfigException wrong(String key, String what) {
        if (document == null) {
            return new ConfigException(key + " " + what);
        }
        int dot = key.lastIndexOf('.');
        return document.section(dot < 0 ? "" : key.substring(0, dot)).wrong(key.substring(dot + 1), what);
    }

    public Config config() {
        return Settings.config(this);
    }

    /**
     * {@code millrace.yaml} with every setting, such that {@link ConfigReader} reads an equal configuration from it without
     * any environment. It holds secrets: keep it readable by its owner alone.
     */
    public String toYaml() {
        ObjectNode root = YAML.createObjectNode();
        Settings.all().forEach(setting -> write(setting, root));
        try {
            return YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> void write(Setting<T> setting, ObjectNode root) {
        setting.valueType().write(get(setting)).ifPresent(value -> {
            ObjectNode section = root;
            for (String name : setting.section().split("\\.", -1)) {
                section = section.withObjectProperty(name);
            }
            section.set(setting.name(), value);
        });
    }
}
