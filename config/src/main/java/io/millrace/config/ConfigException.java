package io.millrace.config;

/** {@code millrace.yaml} is wrong; the message says where and what to do, in one line. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }
}
