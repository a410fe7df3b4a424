package io.millrace.kafka;

import io.millrace.core.error.CertificateRefusal;
import java.util.Optional;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

/** Why there is no connection to Kafka though a broker answers: certificates and passwords, in words that say what to do. */
public final class LoginRefusal {
    private LoginRefusal() {}

    /**
     * Looks for it among the causes of what a client has thrown.
     *
     * @return a sentence without its end; empty where the failure is another
     */
    public static Optional<String> of(@Nullable Throwable failure) {
        Optional<String> certificate = CertificateRefusal.of(failure, "log.bootstrapServers", "log.security.caFile");
        if (certificate.isPresent()) {
            return certificate.map(text -> "Kafka " + text);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsupportedSaslMechanismException) {
                return Optional.of("Kafka does not take this kind of login (" + cause.getMessage()
                        + "): mend log.security.mechanism");
            }
            if (cause instanceof SaslAuthenticationException) {
                return Optional.of("Kafka refuses the login (" + cause.getMessage()
                        + "): mend log.security.user, password and mechanism");
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
                ? "Kafka wants another certificate of us, or one at all (" + message
                        + "): mend log.security.certificate and key"
                : "Kafka cannot be reached by TLS (" + message + "): mend log.security";
    }
}
