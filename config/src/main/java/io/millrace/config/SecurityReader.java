package io.millrace.config;

import io.millrace.config.LogSecurity.Login;
import io.millrace.config.LogSecurity.Mechanism;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code log.security}. What has no effect, or lacks its other half, is an error. */
final class SecurityReader {
    private static final Pattern FILE = Pattern.compile(".+");
    private static final Pattern SWITCH = Pattern.compile("true|false");
    private static final Pattern MECHANISM = Pattern.compile(
            Arrays.stream(Mechanism.values()).map(Mechanism::text).collect(Collectors.joining("|")));

    private SecurityReader() {}

    static LogSecurity read(Section section) {
        Optional<String> tls = section.text("tls", SWITCH, "true or false");
        Optional<String> caFile = section.text("caFile", FILE, "a PEM file");
        Optional<String> certificate = section.text("certificate", FILE, "a PEM file");
        Optional<String> key = section.text("key", FILE, "a PEM file");
        Optional<Login> login = login(section);
        section.finish();
        together(section, "certificate", certificate, "key", key);
        boolean any = caFile.isPresent() || certificate.isPresent() || login.isPresent();
        boolean encrypted = tls.map("true"::equals).orElse(any);
        if (!encrypted && (caFile.isPresent() || certificate.isPresent())) {
            throw section.wrong(
                    "tls", "is false, so caFile, certificate and key would have no effect: remove it or them");
        }
        return new LogSecurity(encrypted, caFile, certificate, key, login);
    }

    private static Optional<Login> login(Section section) {
        Optional<String> user = section.text("user");
        Optional<String> password = section.text("password");
        Optional<Mechanism> mechanism = section.text("mechanism", MECHANISM, "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512")
                .map(SecurityReader::mechanism);
        together(section, "user", user, "password", password);
        if (user.isEmpty() && mechanism.isPresent()) {
            throw section.wrong("mechanism", "needs a user and a password");
        }
        return user.map(name -> new Login(name, password.orElseThrow(), mechanism.orElse(Mechanism.SCRAM_SHA_512)));
    }

    private static Mechanism mechanism(String text) {
        return Arrays.stream(Mechanism.values())
                .filter(one -> one.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static void together(
            Section section, String first, Optional<String> one, String second, Optional<String> other) {
        if (one.isPresent() != other.isPresent()) {
            throw section.wrong(
                    one.isPresent() ? first : second,
                    "needs the other: " + first + " and " + second + " belong together");
        }
    }
}
