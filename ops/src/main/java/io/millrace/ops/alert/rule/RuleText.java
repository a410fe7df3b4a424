package io.millrace.ops.alert.rule;

import io.millrace.config.AlertRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule in words, for alerts and messages.
 *
 * @param title what happened, in a few words
 * @param meaning when it fires
 * @param advice what to do
 */
public record RuleText(String title, String meaning, String advice) {
    /** Any other name could inject a command into the advice that an operator copies. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)?");

    private static final Pattern PLACE = Pattern.compile("\\b(SERVICE|TABLE)\\b");

    /** The advice with its service or table, if the name is safe in a command. */
    public String adviceFor(String subject) {
        return PLAIN.matcher(subject).matches()
                ? PLACE.matcher(advice).replaceAll(Matcher.quoteReplacement(subject))
                : advice;
    }

    public static RuleText of(AlertRule rule) {
        return new RuleText(rule.title(), rule.meaning(), rule.advice());
    }
}
