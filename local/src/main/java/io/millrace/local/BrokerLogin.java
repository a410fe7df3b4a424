package io.millrace.local;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The login at a broker that runs on this machine: SASL PLAIN. SCRAM hides the password from who listens on the wire, which on
 * the loopback device only root can; it costs two round trips more for each connection, 4,096 hashes on both sides, and
 * credentials in the broker's metadata, where data folders of earlier versions have none.
 */
public final class BrokerLogin {
    public static final String USER = "millrace";

    public static final String MECHANISM = "PLAIN";
    public static final String PROTOCOL = "SASL_PLAINTEXT";

    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private BrokerLogin() {}

    /**
     * Settings of Kafka's clients, in their own names, for the brokers at an address as {@code status} shows it: {@code
     * kafka://[user:password@]host:port}. They hold the password.
     */
    public static Map<String, String> clientSettings(URI address) {
        String authority = address.getRawAuthority() == null ? address.toString() : address.getRawAuthority();
        int end = authority.lastIndexOf('@');
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", authority.substring(end + 1));
        if (end >= 0) {
            String[] login = authority.substring(0, end).split(":", 2);
            settings.put("security.protocol", PROTOCOL);
            settings.put("sasl.mechanism", MECHANISM);
            settings.put("sasl.jaas.config", as(login[0], login.length > 1 ? login[1] : "") + ";");
        }
        return settings;
    }

    /** What a listener lets in, in the form of Kafka's {@code sasl.jaas.config}; the broker's own clients log in there alike. */
    public static String letsIn(String user, String password) {
        return as(user, password) + " user_" + user + "=\"" + password + "\";";
    }

    /** Both are dead letters and digits. */
    private static String as(String user, String password) {
        return MODULE + " username=\"" + user + "\" password=\"" + password + "\"";
    }
}
