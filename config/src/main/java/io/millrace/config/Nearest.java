package io.millrace.config;

import java.util.Collection;
import java.util.Comparator;

/** The most similar known word. */
final class Nearest {
    private Nearest() {}

    static String to(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse("");
    }

    /** Levenshtein's distance; upper and lower case count as equal. */
    static int distance(String first, String second) {
        int[] previous = new int[second.length() + 1];
        for (int j = 0; j <= second.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= first.length(); i++) {
            int[] row = new int[second.length() + 1];
            row[0] = i;
            for (int j = 1; j <= second.length(); j++) {
                boolean same =
                        Character.toLowerCase(first.charAt(i - 1)) == Character.toLowerCase(second.charAt(j - 1));
                int replaced = previous[j - 1] + (same ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[second.length()];
    }
}
