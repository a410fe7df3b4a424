package io.millrace.ops.alert;

/**
 * The condition of one subject of a rule at one moment.
 *
 * @param subject a table, a service, a disk; empty if the rule is about the whole
 * @param level compared with the threshold
 * @param value the number behind it, in the rule's unit; 0 if the rule has none
 * @param reason for display, with the numbers
 */
public record Condition(String subject, Level level, double value, String reason) {
    /** Compared with the threshold. */
    public enum Level {
        /** Beyond the threshold. */
        HOLDS,
        /** Close to the threshold: nothing starts or resolves. */
        NEAR,
        CLEAR
    }

    /** A condition without a number. */
    static Condition of(String subject, boolean holds, String reason) {
        return new Condition(subject, holds ? Level.HOLDS : Level.CLEAR, 0, reason);
    }
}
