package io.millrace.config;

import java.util.stream.Stream;

/**
 * The alert rules, each declared here with its defaults and texts; {@code docs/reference/alerts.md}, the rules for Prometheus
 * and {@code alerts.rules} of {@code millrace.yaml} follow from them. The name in {@code millrace.yaml}, in messages, in {@code millrace.alerts} and
 * in metrics is {@link #key()}.
 */
public enum AlertRule {
    SERVICE_DOWN(
            "serviceDown",
            About.SERVICE,
            Unit.NONE,
            0,
            30,
            Severity.CRITICAL,
            "A service is down",
            "a service of the chain does not answer or says that it cannot work (the shop is left out)",
            "Read the log of SERVICE and start it again if nothing does so by itself. Nothing is lost"
                    + " meanwhile: what comes before it in the chain keeps the changes."),
    NO_PROGRESS(
            "noProgress",
            About.CHAIN,
            Unit.SECONDS,
            60,
            15,
            Severity.CRITICAL,
            "No progress",
            "for this long nothing new has become durable in the warehouse, not even the heartbeat that the"
                    + " connector commits in the source every five seconds",
            "See whether another alert says where the chain is broken. If there is none, read the logs of"
                    + " Kafka Connect, then of the pipeline. If capture was paused, resume it."),
    CONNECTOR_FAILED(
            "connectorFailed",
            About.CHAIN,
            Unit.NONE,
            0,
            30,
            Severity.CRITICAL,
            "The connector does not run",
            "the connector or its task has failed, is not registered, or does not read the slot; a connector"
                    + " that was paused on request does not count",
            "Fix what the reason names, with the log of Kafka Connect; `millrace doctor` checks the source."
                    + " The controller then restarts the connector. Until then the source keeps WAL."),
    SLOT_MISSING(
            "slotMissing",
            About.CHAIN,
            Unit.NONE,
            0,
            30,
            Severity.CRITICAL,
            "The replication slot is missing",
            "the source has no slot of the configured name",
            "It was dropped, or the source failed over to a server without it: changes since then are"
                    + " missing. The controller creates it again and loads the tables; read its log, then run `millrace"
                    + " verify`."),
    SLOT_STATUS(
            "slotStatus",
            About.CHAIN,
            Unit.NONE,
            0,
            5,
            Severity.CRITICAL,
            "The slot loses WAL",
            "wal_status of the slot is unreserved or lost",
            "unreserved: let the connector catch up at once, or raise max_slot_wal_keep_size (ALTER SYSTEM"
                    + " SET max_slot_wal_keep_size = '…'; SELECT pg_reload_conf()). lost: changes are missing; restart"
                    + " the controller, which creates the slot again and loads the tables, then run `millrace verify`."),
    WAL_RETAINED(
            "walRetained",
            About.CHAIN,
            Unit.BYTES,
            2L << 30,
            60,
            Severity.WARNING,
            "The source keeps much WAL",
            "the source keeps more WAL than this for the slot",
            "Find out why the connector does not confirm: it is down, Kafka does not take events, or a"
                    + " transaction has been open for long (SELECT pid, xact_start, query FROM pg_stat_activity ORDER"
                    + " BY xact_start LIMIT 5)."),
    WAL_GROWTH(
            "walGrowth",
            About.CHAIN,
            Unit.BYTES,
            1L << 30,
            60,
            Severity.WARNING,
            "Retained WAL grows fast",
            "WAL retained for the slot has grown by more than this within ten minutes",
            "The source writes faster than the connector reads, or the connector does not read: see the lag."
                    + " A large import ends by itself; watch walTimeLeft."),
    WAL_TIME_LEFT(
            "walTimeLeft",
            About.CHAIN,
            Unit.SECONDS,
            6 * 3_600,
            60,
            Severity.CRITICAL,
            "Room for WAL is running out",
            "at the rate of the last ten minutes, the slot reaches max_slot_wal_keep_size, or the disk that"
                    + " the source shares with ops is full, within less than this",
            "Restart the connector first. If that takes longer, raise max_slot_wal_keep_size or enlarge the source's"
                    + " disk. As a last resort drop the slot: the source is safe, and all tables are loaded again."),
    LAG_RECORDS(
            "lagRecords",
            About.CHAIN,
            Unit.COUNT,
            10_000,
            60,
            Severity.WARNING,
            "Many records wait in Kafka",
            "more records than this are in Kafka and not in the warehouse; each holds one change or many",
            "If the pipeline runs, it catches up: watch the number fall. If it does not, read its log, and"
                    + " whether ClickHouse refuses inserts (too many parts, disk full)."),
    LAG_SECONDS(
            "lagSeconds",
            About.CHAIN,
            Unit.SECONDS,
            30,
            30,
            Severity.WARNING,
            "The warehouse is behind",
            "the oldest record in Kafka that is not in the warehouse has waited for longer than this",
            "The log of the pipeline says what it waits for. More partitions and task slots (log.partitions,"
                    + " pipeline.master) make it faster."),
    STREAM_RETENTION(
            "streamRetention",
            About.CHAIN,
            Unit.PERCENT,
            50,
            30,
            Severity.CRITICAL,
            "Records may be deleted before they land",
            "the warehouse is behind by more than this part of the time for which Kafka keeps records of the change"
                    + " stream (retention.ms)",
            "Have the pipeline run again: its log says what it waits for. Until then raise retention.ms of the topic"
                    + " millrace.<source>.changes, and see that the brokers' disks hold it. What is deleted before it has"
                    + " landed is noticed, and all tables are loaded again."),
    LATENCY(
            "latency",
            About.CHAIN,
            Unit.SECONDS,
            2,
            120,
            Severity.WARNING,
            "The latency objective is missed",
            "the 99th percentile of commit → queryable over a minute is above this",
            "The console shows which stage takes the time: capture (the connector, or large transactions),"
                    + " log (Kafka), or land (the pipeline and ClickHouse). After an outage the alert ends by itself."),
    DEAD_LETTERS(
            "deadLetters",
            About.TABLE,
            Unit.COUNT,
            0,
            0,
            Severity.WARNING,
            "Records could not land",
            "more open dead letters than this, by table",
            "`millrace dead-letters list` and the console show them by error code, each with its advice. Fix"
                    + " the cause, then replay them; discard those that need not land."),
    RESCUED_VALUES(
            "rescuedValues",
            About.TABLE,
            Unit.COUNT,
            0,
            0,
            Severity.INFO,
            "Values do not fit their column",
            "more values than this were rescued within the last hour, by table",
            "Nothing is lost: the view shows NULL, millrace.rescued has the exact text. Give the column a"
                    + " type that holds it (warehouse.columns, see docs/reference/types.md), then run `millrace resync"
                    + " TABLE`."),
    TABLE_PAUSED(
            "tablePaused",
            About.TABLE,
            Unit.NONE,
            0,
            5,
            Severity.WARNING,
            "A table is paused",
            "a table's rows wait as dead letters after a change of its schema that is set to pause",
            "See the change under Schema changes in the console. To follow it, set it to apply in section"
                    + " schema of millrace.yaml, restart, and replay the table's dead letters with code TABLE_PAUSED."),
    LOAD_FAILED(
            "loadFailed",
            About.TABLE,
            Unit.NONE,
            0,
            0,
            Severity.WARNING,
            "A table could not be loaded",
            "the last load of a whole table failed; the table keeps its rows, and changes continue",
            "Do what the reason says, in the source, then run `millrace resync TABLE`. If row security hides"
                    + " rows from the role that reads, that is ALTER ROLE … BYPASSRLS; `millrace doctor` has the"
                    + " statement."),
    VERIFICATION_FAILED(
            "verificationFailed",
            About.TABLE,
            Unit.NONE,
            0,
            0,
            Severity.CRITICAL,
            "A table differs from its source",
            "the last comparison of a table by content has found rows that differ and were not repaired",
            "`millrace verify --table TABLE` names the rows with both versions; --repair repairs them. Find"
                    + " out who wrote to the warehouse by hand: Millrace itself must never make a difference, so report"
                    + " it if nobody did."),
    DISK_FREE(
            "diskFree",
            About.DISK,
            Unit.PERCENT,
            10,
            60,
            Severity.CRITICAL,
            "A disk is nearly full",
            "less than this is left on a disk of the data folder or of the warehouse",
            "Free space or enlarge the disk before writes fail. The data folder holds WAL and the topics of"
                    + " embedded services; in ClickHouse, system.parts shows which tables take the space."),
    DUTY_FAILING(
            "dutyFailing",
            About.DUTY,
            Unit.NONE,
            0,
            15,
            Severity.CRITICAL,
            "A duty of a process fails",
            "a long-running duty of a process (capture, resync, topics, the probe of a service …) has failed and has"
                    + " not worked for a while since, or the process has not reported for a minute",
            "It is restarted by itself, with longer and longer pauses: fix what the reason names. Details"
                    + " are in the log of the controller or of ops. Start a process that does not report. If the"
                    + " failure persists, report it with the lines of the log.");

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

    /** What one alert of a rule is about. */
    public enum About {
        /** The chain as a whole: the rule has one alert at most. */
        CHAIN,
        SERVICE,
        TABLE,
        DISK,
        DUTY
    }

    private final String key;
    private final About about;
    private final Unit unit;
    private final double threshold;
    private final int holdSeconds;
    private final Severity severity;
    private final String title;
    private final String meaning;
    private final String advice;

    AlertRule(
            String key,
            About about,
            Unit unit,
            double threshold,
            int holdSeconds,
            Severity severity,
            String title,
            String meaning,
            String advice) {
        this.key = key;
        this.about = about;
        this.unit = unit;
        this.threshold = threshold;
        this.holdSeconds = holdSeconds;
        this.severity = severity;
        this.title = title;
        this.meaning = meaning;
        this.advice = advice;
    }

    public String key() {
        return key;
    }

    /** What the subject of its alerts names. */
    public About about() {
        return about;
    }

    public Unit unit() {
        return unit;
    }

    /** What has happened, in a few words. */
    public String title() {
        return title;
    }

    /** When it fires. */
    public String meaning() {
        return meaning;
    }

    /** What to do; {@code SERVICE} or {@code TABLE} stands for what the alert is about. */
    public String advice() {
        return advice;
    }

    /** The default as it is written in {@code millrace.yaml}, such as {@code above: 2GiB, for: 1m}. */
    public String defaultText() {
        String limit = unit == Unit.NONE ? "" : (firesBelow() ? "below: " : "above: ") + Quantity.text(threshold, unit);
        String hold = holdSeconds == 0 ? "" : "for: " + SettingTypes.readable(holdSeconds * 1_000);
        return limit + (limit.isEmpty() || hold.isEmpty() ? "" : ", ") + hold;
    }

    /** Whether it fires below its threshold rather than above. */
    public boolean firesBelow() {
        return this == WAL_TIME_LEFT || this == DISK_FREE;
    }

    /** The default. */
    public Setting defaults() {
        return new Setting(true, threshold, holdSeconds * 1_000, severity);
    }

    /** @throws IllegalArgumentException if no rule has this key */
    public static AlertRule of(String key) {
        return Stream.of(values())
                .filter(rule -> rule.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No alert rule " + key));
    }

    /**
     * The settings of a rule.
     *
     * @param on whether it is evaluated
     * @param threshold in the rule's unit
     * @param holdMillis how long its condition must hold before it fires
     */
    public record Setting(boolean on, double threshold, int holdMillis, Severity severity) {}
}
