package io.millrace.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Security settings of Kafka. Secrets are left out of {@link #toString}.
 *
 * @param tls whether connections are encrypted and the brokers verified, by their names, too
 * @param caFile PEM file with the authorities that may have signed the brokers' certificates; empty: Java's default
 *     trust store
 * @param certificate PEM file with the certificate that we show the brokers, and those between it and its authority's
 * @param key PEM file with its key, PKCS#8 without a password; there if {@code certificate} is
 * @param login user and password by SASL
 */
public record LogSecurity(
        boolean tls,
        Optional<String> caFile,
        Optional<String> certificate,
        Optional<String> key,
        Optional<Login> login) {
    /** Unencrypted and without login. */
    public static final LogSecurity NONE =
            new LogSecurity(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Unencrypted, as a user of a broker on this machine. */
    public static LogSecurity onLoopback(String user, String password) {
        return new LogSecurity(
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Login(user, password, Mechanism.PLAIN)));
    }

    /** A SASL login. */
    public record Login(String user, String password, Mechanism mechanism) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Login[" + user + ", " + mechanism.text() + "]";
        }
    }

    /** The SASL mechanism. */
    public enum Mechanism {
        PLAIN("PLAIN", "plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "scram.ScramLoginModule");

        private final String text;
        private final String module;

        Mechanism(String text, String module) {
            this.text = text;
            this.module = module;
        }

        /** Kafka's name. */
        public String text() {
            return text;
        }
    }

    /**
     * The settings for Kafka's clients, all as text. Certificates and keys are included by content, for processes
     * without the files: treat it like a password.
     *
     * @throws ConfigException if a file cannot be read or holds something else; names the setting
     */
    public Map<String, String> clientSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (tls || login.isPresent()) {
            settings.put("security.protocol", (login.isPresent() ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT"));
        }
        caFile.ifPresent(file -> {
            settings.put("ssl.truststore.type", "PEM");
            settings.put("ssl.truststore.certificates", read("caFile", () -> TlsFiles.certificatesIn(Path.of(file))));
        });
        if (certificate.isPresent() && key.isPresent()) {
            Path file = Path.of(certificate.get());
            Path keyFile = Path.of(key.get());
            settings.put("ssl.keystore.type", "PEM");
            settings.put("ssl.keystore.certificate.chain", read("certificate", () -> TlsFiles.certificatesIn(file)));
            settings.put("ssl.keystore.key", read("key", () -> TlsFiles.keyIn(keyFile)));
        }
        login.ifPresent(as -> {
            settings.put("sasl.mechanism", as.mechanism().text());
            settings.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security." + as.mechanism().module + " required username="
                            + quoted(as.user()) + " password=" + quoted(as.password()) + ";");
        });
        return settings;
    }

    private static String read(String key, Supplier<String> file) {
        try {
            return file.get();
        } catch (ConfigException e) {
            throw new ConfigException("log.security." + key + ": " + e.getMessage());
        }
    }

    /** Quoted for Kafka's JAAS parser. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
