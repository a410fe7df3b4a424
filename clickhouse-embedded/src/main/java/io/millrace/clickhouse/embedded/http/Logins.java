package io.millrace.clickhouse.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.clickhouse.embedded.engine.EngineException;
import java.util.Optional;

/**
 * Who may use this server; the engine itself knows no users.
 *
 * @param owner may do everything, and reach every file and address that this process reaches
 * @param reader may read tables, and nothing else; see {@link ReaderRules}
 */
public record Logins(Credentials owner, Optional<Credentials> reader) {
    /** Only what may do everything. */
    public Logins(Credentials owner) {
        this(owner, Optional.empty());
    }

    /**
     * Checks who asks.
     *
     * @return whether that one may only read
     * @throws EngineException if it is nobody who may ask
     */
    boolean isReader(HttpExchange exchange) throws EngineException {
        Credentials given = Credentials.given(exchange);
        if (given == null) {
            if (owner.isNobody()) {
                return false;
            }
            throw EngineException.of(194, "REQUIRED_PASSWORD", "User and password required");
        }
        if (owner.isSame(given)) {
            return false;
        }
        if (reader.isPresent() && reader.get().isSame(given)) {
            return true;
        }
        throw EngineException.of(
                516,
                "AUTHENTICATION_FAILED",
                given.user() + ": Authentication failed: password is incorrect, or there is no user with such name.");
    }
}
