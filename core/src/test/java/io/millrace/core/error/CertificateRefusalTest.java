package io.millrace.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CertificateRefusalTest {
    @Test
    void anUnknownAuthorityIsNamedWithTheSettingThatFixesIt() {
        assertThat(of(new CertificateException("PKIX path building failed", new CertPathBuilderException("no path"))))
                .contains("shows a certificate of an authority that is not trusted here: set warehouse.caFile to a PEM"
                        + " file with that authority's certificate");
    }

    @Test
    void anotherNameIsReportedWithTheSettingOfTheAddress() {
        assertThat(of(new CertificateException("No subject alternative DNS name matching localhost found.")))
                .contains("shows a certificate for another name (No subject alternative DNS name matching localhost"
                        + " found): use in warehouse.url a name or address that it is for");
    }

    @Test
    void anotherNameIsReportedAlsoWhereApachesClientFindsIt() {
        IOException failure = new IOException(
                "Certificate for <localhost> doesn't match any of the subject" + " alternative names: [127.0.0.1]");
        assertThat(CertificateRefusal.of(new IllegalStateException("x", failure), "warehouse.url", "warehouse.caFile")
                        .orElseThrow())
                .startsWith("shows a certificate for another name (Certificate for <localhost>")
                .endsWith("use in warehouse.url a name or address that it is for");
    }

    @Test
    void whatHasExpiredIsSaidToHave() {
        assertThat(of(new CertificateException("validity check failed", new CertificateExpiredException())))
                .contains("shows a certificate that has expired: have it renewed");
    }

    @Test
    void otherFailuresAreNotIts() {
        assertThat(CertificateRefusal.of(new IOException("refused"), "a", "b")).isEmpty();
    }

    private static Optional<String> of(CertificateException cause) {
        return CertificateRefusal.of(new IOException("handshake", cause), "warehouse.url", "warehouse.caFile");
    }
}
