package io.millrace.config;

import java.util.stream.Stream;

/**
 * What can be alerted on, with its defaults. The name in {@code millrace.yaml}, in messages, in {@code millrace.alerts} and
 * in metrics is {@link #key()}.
 */
public enum AlertRule {
    SERVICE_DOWN("serviceDown", Unit.NONE, 0, 30, Severity.CRITICAL),
    NO_PROGRESS("noProgress", Unit.SECONDS, 60, 15, Severity.CRITICAL),
    CONNECTOR_FAILED("connectorFailed", Unit.NONE, 0, 30, Severity.CRITICAL),
    SLOT_MISSING("slotMissing", Unit.NONE, 0, 30, Severity.CRITICAL),
    SLOT_STATUS("slotStatus", Unit.NONE, 0, 5, Severity.CRITICAL),
    WAL_RETAINED("walRetained", Unit.BYTES, 2L << 30, 60, Severity.WARNING),
    WAL_GROWTH("walGrowth", Unit.BYTES, 1L << 30, 60, Severity.WARNING),
    WAL_TIME_LEFT("walTimeLeft", Unit.SECONDS, 6 * 3_600, 60, Severity.CRITICAL),
    LAG_EVENTS("lagEvents", Unit.COUNT, 10_000, 60, Severity.WARNING),
    LAG_SECONDS("lagSeconds", Unit.SECONDS, 30, 30, Severity.WARNING),
    LATENCY("latency", Unit.SECONDS, 2, 120, Severity.WARNING),
    DEAD_LETTERS("deadLetters", Unit.COUNT, 0, 0, Severity.WARNING),
    MISFITS("misfits", Unit.COUNT, 0, 0, Severity.INFO),
    TABLE_PAUSED("tablePaused", Unit.NONE, 0, 5, Severity.WARNING),
    LOAD_FAILED("loadFailed", Unit.NONE, 0, 0, Severity.WARNING),
    VERIFICATION_FAILED("verificationFailed", Unit.NONE, 0, 0, Severity.CRITICAL),
    DISK_FREE("diskFree", Unit.PERCENT, 10, 60, Severity.CRITICAL),
    DUTY_FAILING("dutyFailing", Unit.NONE, 0, 15, Severity.CRITICAL);

    /** How much an alert matters, the least first. */
    public enum Severity {
        INFO,
        WARNING,
        CRITICAL
    }

    /** What a threshold is a number of; {@code NONE}: the rule has none. */
    public enum Unit {
        NONE,
        COUNT,
        SECONDS,
        BYTES,
        PERCENT
    }

    private final String key;
    private final Unit unit;
    private final double threshold;
    private final int holdSeconds;
    private final Severity severity;

    AlertRule(String key, Unit unit, double threshold, int holdSeconds, Severity severity) {
        this.key = key;
        this.unit = unit;
        this.threshold = threshold;
        this.holdSeconds = holdSeconds;
        this.severity = severity;
    }

    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    /** Whether it fires below its threshold, as other rules do above. */
    public boolean firesBelow() {
        return this == WAL_TIME_LEFT || this == DISK_FREE;
    }

    /** What it is without a word in {@code millrace.yaml}. */
    public Setting usual() {
        return new Setting(true, threshold, holdSeconds * 1_000, severity);
    }

    /** @throws IllegalArgumentException where no rule has this key */
    public static AlertRule of(String key) {
        return Stream.of(values())
                .filter(rule -> rule.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No alert rule " + key));
    }

    /**
     * How a rule is set.
     *
     * @param on whether it is looked at
     * @param threshold in the rule's unit
     * @param holdMillis how long its condition must hold before it fires
     */
    public record Setting(boolean on, double threshold, int holdMillis, Severity severity) {}
}
