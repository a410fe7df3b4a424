package io.millrace.ops.http;

import java.security.KeyStore;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Speaks HTTPS, by TLS 1.2 or newer. */
final class TlsConnector {
    private TlsConnector() {}

    static Connector of(Server server, HttpConfiguration settings, KeyStore keys, String host, int port) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(keys);
        tls.setKeyStorePassword("");
        tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        HttpConfiguration secure = new HttpConfiguration(settings);
        // Otherwise requests by IP address, as of the launcher and load balancers, would be refused.
        secure.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(secure));
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }
}
