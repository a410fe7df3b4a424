package io.millrace.ops.alert;

import io.millrace.config.AlertRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule in words. The guide {@code docs/guides/alerts.md} has the same ones; a test compares.
 *
 * @param title what has happened, in a few words
 * @param meaning when it fires
 * @param advice what to do
 */
public record RuleText(String title, String meaning, String advice) {
    /** Any other name could be a command in disguise, for a person who copies what is advised. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)?");

    private static final Pattern PLACE = Pattern.compile("\\b(SERVICE|TABLE)\\b");

    /** The advice with the service or table that it is about, where its name can stand in a command. */
    String adviceFor(String subject) {
        return PLAIN.matcher(subject).matches()
                ? PLACE.matcher(advice).replaceAll(Matcher.quoteReplacement(subject))
                : advice;
    }

    public static RuleText of(AlertRule rule) {
        return switch (rule) {
            case SERVICE_DOWN ->
                new RuleText(
                        "A service is down",
                        "a service of the chain does not answer, or says that it cannot work (the shop is left out)",
                        "Read its log: ./millrace logs SERVICE. What runs under ./millrace is restarted by itself; what"
                                + " runs elsewhere has to be started there. Nothing is lost meanwhile: all before it"
                                + " waits.");
            case NO_PROGRESS ->
                new RuleText(
                        "Nothing comes through",
                        "for this long nothing new has become durable in the warehouse, not even the heartbeat that the"
                                + " connector commits in the source every two seconds",
                        "Look for another alert that says where the chain is broken; if there is none, see ./millrace"
                                + " status and ./millrace logs connect, then pipeline. After ./millrace pause: ./millrace"
                                + " resume.");
            case CONNECTOR_FAILED ->
                new RuleText(
                        "The connector does not run",
                        "the connector or its task has failed, is not registered, or does not read the slot; one that was"
                                + " paused by a person does not count",
                        "Mend what the reason names, with ./millrace logs connect; ./millrace doctor examines the source."
                                + " The connector is then started again by itself. Until then the source keeps WAL.");
            case SLOT_MISSING ->
                new RuleText(
                        "The replication slot is gone",
                        "the source has no slot of the configured name",
                        "Somebody has dropped it, or the source failed over to a server without it: changes since then"
                                + " are missing. Under ./millrace it is made anew and the tables are loaded again; look"
                                + " at ./millrace logs controller, then prove it by ./millrace verify.");
            case SLOT_STATUS ->
                new RuleText(
                        "The slot loses WAL",
                        "wal_status of the slot is unreserved or lost",
                        "unreserved: let the connector catch up at once (./millrace status), or raise"
                                + " max_slot_wal_keep_size (ALTER SYSTEM SET max_slot_wal_keep_size = '…'; SELECT"
                                + " pg_reload_conf()). lost: changes are missing; restart by ./millrace down and up, which"
                                + " makes the slot anew and loads the tables, then ./millrace verify.");
            case WAL_RETAINED ->
                new RuleText(
                        "The source keeps much WAL",
                        "the source keeps more WAL than this for the slot",
                        "Find out why the connector does not confirm: it is down, the log does not take events, or a"
                                + " transaction has been open for long (SELECT pid, xact_start, query FROM"
                                + " pg_stat_activity ORDER BY xact_start LIMIT 5).");
            case WAL_GROWTH ->
                new RuleText(
                        "Retained WAL grows fast",
                        "WAL retained for the slot has grown by more than this within ten minutes",
                        "The source writes faster than the connector reads, or the connector stands still: see lag and"
                                + " ./millrace status. A large import calms down by itself; watch walTimeLeft.");
            case WAL_TIME_LEFT ->
                new RuleText(
                        "Room for WAL is running out",
                        "at the rate of the last ten minutes, the slot reaches max_slot_wal_keep_size, or the disk that"
                                + " the source shares with ops is full, within less than this",
                        "Bring the connector back first. If that takes longer, raise max_slot_wal_keep_size or enlarge the"
                                + " source's disk. As a last resort drop the slot: the source is safe, and the tables are"
                                + " loaded again.");
            case LAG_EVENTS ->
                new RuleText(
                        "Much waits in Kafka",
                        "more records than this are in Kafka and not in the warehouse; each holds one change or many",
                        "If the pipeline runs, it catches up: watch the number fall. If it does not: ./millrace logs"
                                + " pipeline, and whether ClickHouse refuses inserts (too many parts, disk full).");
            case LAG_SECONDS ->
                new RuleText(
                        "The warehouse is behind",
                        "the oldest record in Kafka that is not in the warehouse waits for longer than this",
                        "See ./millrace logs pipeline: it says what it waits for. More partitions and task slots"
                                + " (log.partitions, pipeline.master) make it faster.");
            case LATENCY ->
                new RuleText(
                        "The latency objective is missed",
                        "the 99th percentile of commit → queryable over a minute is above this",
                        "The console shows which stage takes the time: capture (the connector, or large transactions),"
                                + " log (Kafka), or land (the pipeline and ClickHouse). Right after an outage it calms"
                                + " down by itself.");
            case DEAD_LETTERS ->
                new RuleText(
                        "Records could not land",
                        "more open dead letters than this, by table",
                        "./millrace dead-letters list shows them by error code, each with its advice. Mend the cause, then"
                                + " replay them; discard those that need not land.");
            case MISFITS ->
                new RuleText(
                        "Values do not fit their column",
                        "more values than this were rescued within the last hour, by table",
                        "Nothing is lost: the view shows NULL, millrace.rescued has the exact text. Give the column a"
                                + " type that holds it (warehouse.columns, see docs/reference/types.md), then ./millrace"
                                + " resync TABLE.");
            case TABLE_PAUSED ->
                new RuleText(
                        "A table is paused",
                        "a table's rows wait as dead letters after a change of its schema that is set to pause",
                        "Look at the change under Schema changes in the console. To follow it, set it to apply in section"
                                + " schema of millrace.yaml, restart, and replay the table's dead letters with code"
                                + " TABLE_PAUSED.");
            case LOAD_FAILED ->
                new RuleText(
                        "A table could not be loaded",
                        "the last load of a whole table failed; the table keeps the rows that it has, and changes go on",
                        "Do what the reason says, in the source, then ./millrace resync TABLE. Where row security hides rows"
                                + " from the role that reads, that is ALTER ROLE … BYPASSRLS; ./millrace doctor has the"
                                + " statement.");
            case VERIFICATION_FAILED ->
                new RuleText(
                        "A table differs from its source",
                        "the last comparison of a table by content has found rows that differ and were not mended",
                        "./millrace verify --table TABLE names the rows with both versions; --repair mends them. Find out"
                                + " who wrote to the warehouse by hand: Millrace itself must never make a difference, so"
                                + " report it if nobody did.");
            case DISK_FREE ->
                new RuleText(
                        "A disk is nearly full",
                        "less than this is left on a disk of the data folder or of the warehouse",
                        "Make room or enlarge the disk before writes fail. The data folder holds WAL and the Kafka log of"
                                + " the embedded services; in ClickHouse, system.parts shows which tables take the room.");
            case DUTY_FAILING ->
                new RuleText(
                        "A duty of a process fails",
                        "what a process does for all its life (capture, resync, topics, the probe of a service …) has failed"
                                + " and has not worked for a while since, or the process has not reported for a minute",
                        "It is begun again by itself, with longer and longer pauses: mend what the reason names. Details are"
                                + " in ./millrace logs controller or ops. A process that does not report has to be"
                                + " started: ./millrace status. If it goes on, report it with the lines of the log.");
        };
    }
}
