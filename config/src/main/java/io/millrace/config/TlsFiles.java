package io.millrace.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates and keys from PEM files, as Java objects. Errors name the file and what it must hold. */
public final class TlsFiles {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private TlsFiles() {}

    /**
     * A store in memory with one entry, for a server. Its password is empty.
     *
     * @param certificate PEM: the server's certificate first, then those between it and the authority's
     * @param key PEM: PKCS#8 without a password, RSA or EC
     * @throws ConfigException if a file cannot be read or holds something else
     */
    public static KeyStore keyStore(Path certificate, Path key) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server", key(key), new char[0], certificates(certificate).toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new ConfigException(certificate + " and " + key + " do not belong together: " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store cannot be made", e);
        }
    }

    /**
     * Trusts the server's certificates, or those of its authority, and no others.
     *
     * @param certificates PEM
     * @throws ConfigException if the file cannot be read or holds none
     */
    public static SSLContext trusting(Path certificates) {
        return trusting(certificates(certificates));
    }

    /**
     * The same by what {@link #certificatesIn} gave.
     *
     * @param pem empty: what this Java trusts by itself
     */
    public static SSLContext trusting(String pem) {
        try {
            return pem.isEmpty()
                    ? SSLContext.getDefault()
                    : trusting(List.copyOf(CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot trust a certificate", e);
        }
    }

    /**
     * The certificates of a PEM file and nothing else, as PEM: to travel where the file is not.
     *
     * @throws ConfigException if the file cannot be read or holds none
     */
    public static String certificatesIn(Path file) {
        StringBuilder pem = new StringBuilder();
        try {
            for (Certificate certificate : certificates(file)) {
                pem.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
        return pem.toString();
    }

    /**
     * The key of a PEM file and nothing else, as PEM, PKCS#8.
     *
     * @throws ConfigException if the file cannot be read or holds none without a password
     */
    public static String keyIn(Path file) {
        return pem("PRIVATE KEY", key(file).getEncoded());
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    /**
     * A store in memory with certificates to trust.
     *
     * @param certificates PEM
     * @throws ConfigException if the file cannot be read or holds none
     */
    public static KeyStore trustStore(Path certificates) {
        return trustStore(certificates(certificates));
    }

    private static SSLContext trusting(List<Certificate> certificates) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trustStore(certificates));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot trust a certificate", e);
        }
    }

    private static KeyStore trustStore(List<Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a store in memory cannot be made", e);
        }
    }

    private static List<Certificate> certificates(Path file) {
        try {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (!found.isEmpty()) {
                return List.copyOf(found);
            }
        } catch (IOException e) {
            throw unreadable(file);
        } catch (GeneralSecurityException e) {
            // The same as none.
        }
        throw new ConfigException(file + " holds no certificate: it must be PEM, -----BEGIN CERTIFICATE-----");
    }

    private static Key key(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(file);
        }
        Matcher matcher = KEY.matcher(text);
        if (matcher.find()) {
            PKCS8EncodedKeySpec spec =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
            for (String algorithm : List.of("RSA", "EC")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
                } catch (InvalidKeySpecException e) {
                    // Perhaps it is the other.
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("this Java has no " + algorithm, e);
                }
            }
        }
        throw new ConfigException(
                file + " holds no private key of RSA or EC: it must be PEM without a password, -----BEGIN"
                        + " PRIVATE KEY-----; `openssl pkcs8 -topk8 -nocrypt` makes it of others");
    }

    private static ConfigException unreadable(Path file) {
        return new ConfigException(file + " cannot be read: check its path and its rights");
    }
}
