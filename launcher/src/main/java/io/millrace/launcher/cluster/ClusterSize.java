package io.millrace.launcher.cluster;

/**
 * How many members the services of a cluster on one machine have. The other services have one.
 *
 * @param brokers of Kafka, 1 to 9
 * @param connectWorkers of Kafka Connect, 1 to 9
 * @param sparkWorkers of Spark, 1 to 9
 */
public record ClusterSize(int brokers, int connectWorkers, int sparkWorkers) {
    public static final int BROKERS = 3;
    public static final int CONNECT_WORKERS = 2;
    public static final int SPARK_WORKERS = 2;

    /** The most members of one service. */
    public static final int MOST = 9;

    /** One acts, the other stands by. */
    public static final int CONTROLLERS = 2;

    public static final int OPS = 2;

    public ClusterSize {
        check("brokers", brokers);
        check("Connect workers", connectWorkers);
        check("Spark workers", sparkWorkers);
    }

    private static void check(String what, int number) {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException(number + " " + what + ": 1 to " + MOST + " are possible");
        }
    }
}
