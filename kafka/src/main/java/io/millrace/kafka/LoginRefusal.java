package io.millrace.kafka;

import io.millrace.core.error.CertificateRefusal;
import java.util.Optional;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

/** Explains why Kafka refuses a connection: certificates and passwords, with what to do. */
public final class LoginRefusal {
    private LoginRefusal() {}

    /**
     * Searches the causes of a client's exception.
     *
     * @return a sentence without a full stop; empty for other failures
     */
    public static Optional<String> of(@Nullable Throwable failure) {
        Optional<String> certificate = CertificateRefusal.of(failure, "log.bootstrapServers", "log.security.caFile");
        if (certificate.isPresent()) {
            return certificate.map(text -> "Kafka " + text);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsupportedSaslMechanismException) {
                return Optional.of("Kafka does not support this login mechanism (" + cause.getMessage()
                        + "): correct log.security.mechanism");
            }
            if (cause instanceof SaslAuthenticationException) {
                return Optional.of("Kafka refuses the login (" + cause.getMessage()
                        + "): correct log.security.user, password and mechanism");
            }
            if (cause instanceof SslAuthenticationException) {
                return Optional.of(handshake(cause));
            }
        }
        return Optional.empty();
    }

    private static String handshake(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        return message.contains("fatal alert")
                ? "Kafka requires another client certificate, or one at all (" + message
                        + "): correct log.security.certificate and key"
                : "Kafka cannot be reached by TLS (" + message + "): correct log.security";
    }
}
