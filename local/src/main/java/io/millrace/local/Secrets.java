package io.millrace.local;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/** Generated passwords of the embedded servers, kept in one file that only its owner can read. */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;

    public Secrets(Path file) {
        this.file = file;
    }

    /** A new one that is kept nowhere: 32 hexadecimal digits. */
    public static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The secret of that name; made and kept when there is none yet. */
    public synchronized String secret(String name) {
        try {
            Properties secrets = new Properties();
            if (Files.exists(file)) {
                try (Reader in = Files.newBufferedReader(file)) {
                    secrets.load(in);
                }
                if (secrets.isEmpty()) {
                    throw new LocalException(
                            file + " is empty: the servers whose passwords it had do not know new ones. Restore it from"
                                    + " a backup, or start with an empty data folder");
                }
            }
            String secret = secrets.getProperty(name);
            if (secret == null) {
                secret = random();
                secrets.setProperty(name, secret);
                StringWriter text = new StringWriter();
                secrets.store(text, "Generated passwords of the embedded servers");
                PrivateFiles.writeDurably(file, text.toString().getBytes(StandardCharsets.UTF_8));
            }
            return secret;
        } catch (IOException e) {
            throw new LocalException("cannot keep generated passwords in " + file + ": " + e, e);
        }
    }
}
