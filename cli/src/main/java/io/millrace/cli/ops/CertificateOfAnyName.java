package io.millrace.cli.ops;

import io.millrace.config.ConfigException;
import io.millrace.config.TlsFiles;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts one certificate, or those of its authority, whatever name it is for: ops of this machine is asked by 127.0.0.1, and its
 * certificate is for the name that others know it by.
 */
final class CertificateOfAnyName extends X509ExtendedTrustManager {
    private final X509TrustManager chains;

    private CertificateOfAnyName(X509TrustManager chains) {
        this.chains = chains;
    }

    /**
     * @param certificates PEM
     * @throws ConfigException if the file cannot be read or holds none
     */
    static SSLContext trusting(Path certificates) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(TlsFiles.trustStore(certificates));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager chains) {
                    SSLContext context = SSLContext.getInstance("TLS");
                    context.init(null, new TrustManager[] {new CertificateOfAnyName(chains)}, null);
                    return context;
                }
            }
            throw new IllegalStateException("this Java has no trust manager for X.509");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot trust a certificate", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        chains.checkServerTrusted(chain, type);
    }

    /** Without a look at the name, which the engine or the socket would show. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        chains.checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        chains.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        chains.checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        chains.checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        chains.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
