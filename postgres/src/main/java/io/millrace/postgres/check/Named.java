package io.millrace.postgres.check;

import java.util.List;

/** Lists names in a message, only the first few of many. */
final class Named {
    private static final int SHOWN = 5;

    private Named() {}

    static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
    }
}
