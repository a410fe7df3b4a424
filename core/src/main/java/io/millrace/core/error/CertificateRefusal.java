package io.millrace.core.error;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the certificate of a server was refused, in words that say what to do. */
public final class CertificateRefusal {
    /** The message of ClickHouse's HTTP client for a name mismatch; the error has no class of its own. */
    private static final String CLIENT_OF_APACHE = "Certificate for <";

    private CertificateRefusal() {}

    /**
     * Searches the causes of a failed connection.
     *
     * @param address the key in {@code millrace.yaml} with the server's address, such as {@code warehouse.url}
     * @param caFile the key that names a file with the authorities to trust, such as {@code warehouse.caFile}
     * @return to follow the server's name; empty for another failure
     */
    public static Optional<String> of(@Nullable Throwable failure, String address, String caFile) {
        Optional<String> general = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            // The innermost cause is the most specific.
            if (cause instanceof CertificateExpiredException) {
                return Optional.of("shows a certificate that has expired: have it renewed");
            }
            if (cause instanceof CertificateNotYetValidException) {
                return Optional.of("shows a certificate that is not valid yet: check the clocks of both machines");
            }
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                general = Optional.of("shows a certificate of an authority that is not trusted here: set " + caFile
                        + " to a PEM file with that authority's certificate");
            } else if (cause instanceof CertificateException && general.isEmpty()) {
                general = Optional.of(text(message, address));
            } else if (message.startsWith(CLIENT_OF_APACHE)) {
                return Optional.of(anotherName(message, address));
            }
        }
        return general;
    }

    private static String anotherName(String message, String address) {
        return "shows a certificate for another name (" + message.replaceFirst("\\.$", "") + "): use in " + address
                + " a name or address that it is for";
    }

    private static String text(String message, String address) {
        return message.startsWith("No subject alternative") || message.startsWith("No name matching")
                ? anotherName(message, address)
                : "shows a certificate that is refused ("
                        + message.lines().findFirst().orElse("") + ")";
    }
}
