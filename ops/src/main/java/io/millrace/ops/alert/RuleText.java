package io.millrace.ops.alert;

import io.millrace.config.AlertRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule in words, for alerts and messages.
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
        return new RuleText(rule.title(), rule.meaning(), rule.advice());
    }
}
