package io.millrace.cli.ops;

import io.millrace.cli.error.CliException;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where the ops API is.
 *
 * @param url {@code http://host:port} or {@code https://host:port}, possibly with a path; without a slash at its end
 * @param token {@code ops.token}; empty if it wants none
 * @param trust trusted certificates, by https; empty: Java's default trust store by itself
 */
public record OpsAddress(URI url, Optional<String> token, Optional<SSLContext> trust) {

    /**
     * Reads an address.
     *
     * @throws CliException if it is none
     */
    public static OpsAddress of(String url, Optional<String> token, Optional<SSLContext> trust) {
        URI uri;
        try {
            uri = URI.create(url.strip().replaceFirst("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
            throw refused();
        }
        return new OpsAddress(uri, token.filter(text -> !text.isBlank()), trust);
    }

    /** The same with a token, if it has none. */
    public OpsAddress orToken(Optional<String> other) {
        return new OpsAddress(url, token.or(() -> other), trust);
    }

    private static CliException refused() {
        // Not the text itself: some write a password into it.
        return new CliException("the address of ops must be of the form https://host:port, and its token goes into"
                + " MILLRACE_OPS_TOKEN or --token");
    }

    /** Without the token. */
    @Override
    public String toString() {
        return url.toString();
    }
}
