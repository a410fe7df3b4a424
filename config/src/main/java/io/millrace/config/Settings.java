package io.millrace.config;

import java.util.List;
import java.util.stream.Stream;

/** All settings of {@code millrace.yaml}, in the order of the reference page. */
public final class Settings {
    private static final List<Setting<?>> ALL = Stream.of(
                    SourceSettings.ALL, LogSettings.ALL, WarehouseSettings.ALL, ProcessSettings.ALL, AlertSettings.ALL)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    private Settings() {}

    public static List<Setting<?>> all() {
        return ALL;
    }

    /** @throws ConfigException if values contradict each other, or one is needed that is absent */
    static void check(SettingValues values) {
        SourceSettings.check(values);
        LogSettings.check(values);
        WarehouseSettings.check(values);
        ProcessSettings.check(values);
    }

    static Config config(SettingValues values) {
        return new Config(
                SourceSettings.section(values),
                LogSettings.section(values),
                LogSettings.capture(values),
                WarehouseSettings.warehouse(values),
                ProcessSettings.controller(values),
                ProcessSettings.pipeline(values),
                ProcessSettings.ops(values),
                ProcessSettings.shop(values),
                ProcessSettings.ports(values),
                WarehouseSettings.schema(values),
                WarehouseSettings.verify(values),
                AlertSettings.section(values));
    }
}
