package io.millrace.clickhouse.embedded.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement failed. The message is ClickHouse's, from {@code Code: N. DB::Exception:} to {@code (NAME)}. */
public final class EngineException extends Exception {
    /** A problem of ours, not the engine's, or one without a code. */
    private static final int UNKNOWN_EXCEPTION = 1002;

    private static final Pattern CODE = Pattern.compile("^(?:Error: )?Code: (\\d+)\\. ");
    private static final Pattern VERSION = Pattern.compile(" \\(version [^)]*\\)");
    /** The engine wraps some of its errors in themselves, which doubles both ends of the message. */
    private static final Pattern NESTED_START = Pattern.compile("^(?:Error: )?(?:(Code: \\d+\\. DB::Exception: )\\1+)");

    private static final Pattern NESTED_END = Pattern.compile("( \\([A-Z0-9_]+\\))(?:\\.?\\1)+$");

    private final int code;

    private EngineException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** From an error text of the engine. */
    static EngineException ofEngine(String text) {
        Matcher matcher = CODE.matcher(text);
        if (!matcher.find()) {
            return of(UNKNOWN_EXCEPTION, "UNKNOWN_EXCEPTION", text);
        }
        String message = VERSION.matcher(text.strip()).replaceAll("");
        message = NESTED_START.matcher(message).replaceFirst("$1");
        message = NESTED_END.matcher(message).replaceFirst("$1");
        return new EngineException(Integer.parseInt(matcher.group(1)), message);
    }

    /** An error found before the engine was asked, in the engine's words. */
    public static EngineException of(int code, String name, String text) {
        return new EngineException(code, "Code: " + code + ". DB::Exception: " + text + " (" + name + ")");
    }

    /** A statement that writes came by GET, or with the setting {@code readonly}. */
    public static EngineException readOnly() {
        return of(
                164,
                "READONLY",
                "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly."
                        + " You should use method POST for modifying queries.");
    }

    /** The number of the error in ClickHouse's ErrorCodes. */
    public int code() {
        return code;
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNullElse(super.getMessage(), "");
    }
}
