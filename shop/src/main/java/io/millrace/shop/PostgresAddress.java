package io.millrace.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;

/**
 * A libpq URL, {@code postgresql://user:password@host:port/database?…}, as the JDBC driver wants it.
 *
 * @param jdbcUrl without user and password
 */
record PostgresAddress(String jdbcUrl, String user, String password) {

    /** Reads a libpq URL; an {@link IllegalArgumentException} says what is wrong, without the password. */
    static PostgresAddress parse(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "source.url is no valid URL: write postgresql://user:password@host:port/database,"
                            + " special characters percent-encoded",
                    e);
        }
        if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().startsWith("postgres")) {
            throw new IllegalArgumentException(
                    "source.url must look like postgresql://user:password@host:port/database");
        }
        var userInfo = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = userInfo.indexOf(':');
        var user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        var password = colon < 0 ? "" : userInfo.substring(colon + 1);
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        return new PostgresAddress(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query,
                URLDecoder.decode(user.replace("+", "%2B"), UTF_8),
                URLDecoder.decode(password.replace("+", "%2B"), UTF_8));
    }
}
