package io.millrace.clickhouse.embedded.codec;

import java.io.IOException;

/** A body that is not packed as it says. The code and name are those of ClickHouse's ErrorCodes. */
public final class CodecException extends IOException {
    private final int code;
    private final String name;

    CodecException(int code, String name, String message) {
        super(message);
        this.code = code;
        this.name = name;
    }

    public int code() {
        return code;
    }

    public String name() {
        return name;
    }
}
