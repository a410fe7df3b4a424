package io.millrace.launcher.cluster;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Names of members: a service with one member has no number, {@code kafka}; those of a cluster are {@code kafka-1}, {@code kafka-2}
 * and so on, as in {@code deploy/compose/cluster.yaml}.
 */
public final class MemberName {
    private static final Pattern NUMBER = Pattern.compile("-(\\d+)$");

    private MemberName() {}

    public static String of(String service, int number) {
        return service + "-" + number;
    }

    /** The names from 1 on. */
    public static List<String> all(String service, int members) {
        return IntStream.rangeClosed(1, members)
                .mapToObj(number -> of(service, number))
                .toList();
    }

    /** The service to which a member belongs. */
    public static String service(String member) {
        return NUMBER.matcher(member).replaceFirst("");
    }

    /** The member's folder in the data folder: {@code kafka/2}. */
    public static String folder(String member) {
        return NUMBER.matcher(member).replaceFirst("/$1");
    }
}
