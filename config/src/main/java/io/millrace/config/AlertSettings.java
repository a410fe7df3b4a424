package io.millrace.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The settings of the section {@code alerts}; {@link AlertRule} declares the rules. */
public final class AlertSettings {
    private static final Pattern FOLDER = Pattern.compile("/.*");

    public static final Setting<Map<AlertRule, AlertRule.Setting>> RULES = Setting.computed(
            "alerts.rules",
            AlertRulesType.TYPE,
            "see [alerts](alerts.md)",
            values -> Map.of(),
            config -> config.alerts().rules(),
            "Rules by their names, each `{above: 1m, for: 30s, severity: critical}` or `off`");
    public static final Setting<List<Config.Webhook>> WEBHOOKS = Setting.of(
            "alerts.webhooks",
            WebhooksType.TYPE,
            List.of(),
            config -> config.alerts().webhooks(),
            "Receivers of alerts, each `{url: …, format: json, minimumSeverity: info}`; format `json` or `slack`, severity"
                    + " `info`, `warning` or `critical`");
    public static final Setting<Integer> QUIET_START = Setting.of(
            "alerts.quietStart",
            SettingTypes.duration(0, 3_600_000),
            Config.Alerts.DEFAULT.quietStartMillis(),
            config -> config.alerts().quietStartMillis(),
            "Time after the start of ops in which no condition counts");
    public static final Setting<List<String>> FOLDERS = Setting.computed(
            "alerts.folders",
            SettingTypes.list("list of absolute paths", FOLDER, "the absolute path of a folder"),
            "the launcher's `--data`",
            values -> List.of(),
            config -> config.alerts().folders(),
            "Folders whose disks are watched besides those of the warehouse");

    static final List<Setting<?>> ALL = List.of(RULES, WEBHOOKS, QUIET_START, FOLDERS);

    private AlertSettings() {}

    static Config.Alerts section(SettingValues values) {
        return new Config.Alerts(values.get(RULES), values.get(WEBHOOKS), values.get(FOLDERS), values.get(QUIET_START));
    }
}
