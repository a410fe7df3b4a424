package io.millrace.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority made for one test, and a server's certificate by it, for 127.0.0.1 and no name. Made by the JDK's keytool.
 *
 * @param authority PEM: whom to trust
 * @param stranger PEM: another authority, that has signed nothing
 * @param certificate PEM: the server's
 * @param key PEM, PKCS#8: the server's
 */
public record TestCertificates(Path authority, Path stranger, Path certificate, Path key) {
    private static final String PASSWORD = "of-a-test";

    /** @param folder an empty one, that stays as long as the files are needed */
    public static TestCertificates in(Path folder) {
        try {
            Files.createDirectories(folder);
            Maker maker = new Maker(folder);
            maker.authority("authority");
            maker.authority("stranger");
            maker.signed("server", "san=ip:127.0.0.1");
            return new TestCertificates(
                    folder.resolve("authority.pem"),
                    folder.resolve("stranger.pem"),
                    folder.resolve("server.pem"),
                    maker.key("server"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificates in " + folder, e);
        }
    }

    private record Maker(Path folder) {
        void authority(String name) throws IOException {
            keytool(name, "-genkeypair", "-keyalg", "RSA", "-dname", "CN=" + name + " of a test", "-ext", "bc:c");
            keytool(
                    name,
                    "-exportcert",
                    "-rfc",
                    "-file",
                    folder.resolve(name + ".pem").toString());
        }

        void signed(String name, String names) throws IOException {
            String request = folder.resolve(name + ".csr").toString();
            keytool(name, "-genkeypair", "-keyalg", "RSA", "-dname", "CN=" + name);
            keytool(name, "-certreq", "-file", request);
            keytool(
                    "authority",
                    "-gencert",
                    "-rfc",
                    "-infile",
                    request,
                    "-outfile",
                    folder.resolve(name + ".pem").toString(),
                    "-ext",
                    names);
        }

        Path key(String name) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance(folder.resolve(name + ".p12").toFile(), PASSWORD.toCharArray());
            byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
            return Files.writeString(
                    folder.resolve(name + ".key"),
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
        }

        private void keytool(String store, String action, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    action,
                    "-alias",
                    store,
                    "-keystore",
                    folder.resolve(store + ".p12").toString(),
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start();
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IOException(action + ": " + Files.readString(folder.resolve("keytool.log")));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
