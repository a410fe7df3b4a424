package io.millrace.config;

import io.millrace.config.LogSecurity.Login;
import io.millrace.config.LogSecurity.Mechanism;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of the sections {@code log} and {@code capture}: Kafka and Kafka Connect. */
public final class LogSettings {
    private static final Pattern SERVERS = Pattern.compile("[^\\s,:]+:\\d+(\\s*,\\s*[^\\s,:]+:\\d+)*");
    private static final String PEM = "a PEM file";

    public static final Setting<Optional<String>> BOOTSTRAP_SERVERS = Setting.optional(
            "log.bootstrapServers",
            SettingTypes.text("host:port, …", SERVERS, "host:port, several parted by commas"),
            "embedded",
            config -> config.log().bootstrapServers(),
            "Kafka's brokers");

    public static final Setting<Integer> PARTITIONS = Setting.of(
            "log.partitions",
            SettingTypes.integer(1, 1_000, ""),
            4,
            config -> config.log().partitions(),
            "Partitions of a new change stream; one that has fewer gets more at the next start. Real-time mode needs a task slot for each");

    public static final Setting<Integer> REPLICATION_FACTOR = Setting.computed(
            "log.replicationFactor",
            SettingTypes.integer(1, 9, ""),
            "1 embedded, 3 otherwise",
            values -> values.get(BOOTSTRAP_SERVERS).isPresent() ? 3 : 1,
            config -> config.log().replicationFactor(),
            "Replication factor of Millrace's topics");

    public static final Setting<Optional<String>> CA_FILE = Setting.optional(
            "log.security.caFile",
            SettingTypes.file(PEM),
            "Java's authorities",
            config -> config.log().security().caFile(),
            "PEM file with the authorities that may have signed the brokers' certificates");

    public static final Setting<Optional<String>> CERTIFICATE = Setting.optional(
            "log.security.certificate",
            SettingTypes.file(PEM),
            "none",
            config -> config.log().security().certificate(),
            "PEM file with Millrace's certificate and its intermediate certificates; needs `log.security.key`");

    public static final Setting<Optional<String>> KEY = Setting.optional(
            "log.security.key",
            SettingTypes.file(PEM),
            "none",
            config -> config.log().security().key(),
            "PEM file with the key of `log.security.certificate`, PKCS#8 without a password");

    public static final Setting<Optional<String>> USER = Setting.optional(
            "log.security.user",
            SettingTypes.text(),
            "none",
            config -> config.log().security().login().map(Login::user),
            "SASL user; needs `log.security.password`");

    public static final Setting<Optional<String>> PASSWORD = Setting.optional(
            "log.security.password",
            SettingTypes.text(),
            "none",
            config -> config.log().security().login().map(Login::password),
            "SASL password: `${NAME}` or `${file:/path}`");

    public static final Setting<Optional<Mechanism>> MECHANISM = Setting.optional(
            "log.security.mechanism",
            SettingTypes.words(List.of(Mechanism.values()), Mechanism::text),
            "`SCRAM-SHA-512`",
            config -> config.log().security().login().map(Login::mechanism),
            "SASL mechanism");

    public static final Setting<Boolean> TLS = Setting.computed(
            "log.security.tls",
            SettingTypes.truth(),
            "`true` if another key of `log.security` is set",
            values -> values.get(CA_FILE).isPresent()
                    || values.get(CERTIFICATE).isPresent()
                    || values.get(USER).isPresent(),
            config -> config.log().security().tls(),
            "Encrypts connections and verifies the brokers and their host names; see"
                    + " [security](../guides/security.md#kafka)");

    public static final Setting<Optional<String>> CONNECT_URL = Setting.optional(
            "capture.connectUrl",
            SettingTypes.httpUrl("an address such as http://host:port"),
            "embedded",
            config -> config.capture().connectUrl(),
            "REST address of Kafka Connect, `https://user:password@host:port` if it needs a login; it must have the Debezium"
                    + " Postgres connector and Millrace's plug-in; of several workers with commas,"
                    + " `http://user:password@host:port,host:port`: the first that answers is used");

    public static final Setting<Optional<String>> CONNECT_CA_FILE = Setting.optional(
            "capture.caFile",
            SettingTypes.file(PEM),
            "Java's authorities",
            config -> config.capture().caFile(),
            "PEM file with the authorities that may have signed Connect's certificate");

    public static final Setting<Integer> LOAD_ROWS_PER_SECOND = Setting.of(
            "capture.loadRowsPerSecond",
            SettingTypes.integer(0, 10_000_000, "rows/s"),
            0,
            config -> config.capture().loadRowsPerSecond(),
            "Limit of rows that initial loads and resyncs read from the source; 0: no limit");

    static final List<Setting<?>> ALL = List.of(
            BOOTSTRAP_SERVERS,
            PARTITIONS,
            REPLICATION_FACTOR,
            TLS,
            CA_FILE,
            CERTIFICATE,
            KEY,
            USER,
            PASSWORD,
            MECHANISM,
            CONNECT_URL,
            CONNECT_CA_FILE,
            LOAD_ROWS_PER_SECOND);

    private LogSettings() {}

    static void check(SettingValues values) {
        together(values, CERTIFICATE, KEY);
        together(values, USER, PASSWORD);
        if (values.get(USER).isEmpty() && values.get(MECHANISM).isPresent()) {
            throw values.wrong(MECHANISM, "needs a user and a password");
        }
        if (!values.get(TLS)
                && (values.get(CA_FILE).isPresent() || values.get(CERTIFICATE).isPresent())) {
            throw values.wrong(TLS, "is false, so caFile, certificate and key would have no effect: remove it or them");
        }
        if (values.get(BOOTSTRAP_SERVERS).isEmpty() && !security(values).equals(LogSecurity.NONE)) {
            throw values.wrong(
                    "log.security", "is for an external Kafka: set log.bootstrapServers, too, or remove log.security");
        }
        onlyWithHttps(values, CONNECT_CA_FILE, CONNECT_URL);
    }

    static Config.Log section(SettingValues values) {
        return new Config.Log(
                values.get(BOOTSTRAP_SERVERS),
                values.get(PARTITIONS),
                values.get(REPLICATION_FACTOR),
                security(values));
    }

    static Config.Capture capture(SettingValues values) {
        return new Config.Capture(
                values.get(CONNECT_URL), values.get(LOAD_ROWS_PER_SECOND), values.get(CONNECT_CA_FILE));
    }

    /** A list of authorities has no effect without https. */
    static void onlyWithHttps(
            SettingValues values, Setting<Optional<String>> caFile, Setting<Optional<String>> address) {
        if (values.get(caFile).isPresent()
                && values.get(address).filter(url -> url.startsWith("https:")).isEmpty()) {
            throw values.wrong(caFile, "needs an address by https in " + address.name());
        }
    }

    private static LogSecurity security(SettingValues values) {
        return new LogSecurity(
                values.get(TLS),
                values.get(CA_FILE),
                values.get(CERTIFICATE),
                values.get(KEY),
                values.get(USER)
                        .map(user -> new Login(
                                user,
                                values.get(PASSWORD).orElseThrow(),
                                values.get(MECHANISM).orElse(Mechanism.SCRAM_SHA_512))));
    }

    private static void together(
            SettingValues values, Setting<Optional<String>> first, Setting<Optional<String>> second) {
        if (values.get(first).isPresent() != values.get(second).isPresent()) {
            throw values.wrong(
                    values.get(first).isPresent() ? first : second,
                    "needs the other: " + first.name() + " and " + second.name() + " belong together");
        }
    }
}
