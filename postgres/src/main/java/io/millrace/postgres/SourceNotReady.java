package io.millrace.postgres;

/** The source cannot be captured as it is; the message says why and holds the exact statement that helps. */
public final class SourceNotReady extends RuntimeException {
    private final String remedy;

    /**
     * @param problem what is wrong, without a full stop
     * @param remedy the SQL statements, or what else to do, in one line
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
