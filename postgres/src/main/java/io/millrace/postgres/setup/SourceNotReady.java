package io.millrace.postgres.setup;

/** The source cannot be captured yet; the message says why and contains the statement that fixes it. */
public final class SourceNotReady extends RuntimeException {
    private final String remedy;

    /**
     * @param problem what is wrong, without a full stop
     * @param remedy SQL statements or other instructions, in one line
     */
    SourceNotReady(String problem, String remedy) {
        super(problem + ". Do: " + remedy);
        this.remedy = remedy;
    }

    /** What to do: usually SQL statements for an administrator, ready to run. */
    public String remedy() {
        return remedy;
    }
}
