package io.millrace.postgres;

import java.util.List;

/** Names in a message: the first few of many. */
final class Named {
    private static final int SHOWN = 5;

    private Named() {}

    static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
    }
}
