package io.millrace.launcher.stack;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A libpq URL in parts.
 *
 * @param hostAndPort as in the URL
 * @param query what follows {@code ?}, or empty
 */
public record PostgresUrl(String user, String password, String hostAndPort, String database, String query) {
    private static final Pattern URL =
            Pattern.compile("postgres(?:ql)?://(?:([^:@/]*)(?::([^@/]*))?@)?([^/]+)/([^?]+)(?:\\?(.*))?");

    /** @throws IllegalArgumentException where it is no such URL */
    public static PostgresUrl parse(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("source.url is not like postgresql://user:password@host:5432/database");
        }
        return new PostgresUrl(
                decoded(matcher, 1), decoded(matcher, 2), matcher.group(3), decoded(matcher, 4), raw(matcher, 5));
    }

    private static String decoded(Matcher matcher, int group) {
        return URLDecoder.decode(raw(matcher, group).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String raw(Matcher matcher, int group) {
        String text = matcher.group(group);
        return text == null ? "" : text;
    }

    /** The same for JDBC, without user and password. */
    public String jdbc() {
        return "jdbc:postgresql://" + hostAndPort + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8)
                + (query.isEmpty() ? "" : "?" + query);
    }

    /** User, password and short time limits, for JDBC. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("loginTimeout", "3");
        properties.setProperty("socketTimeout", "10");
        return properties;
    }
}
