package io.millrace.clickhouse.embedded.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.embedded.sql.Statement.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "-",
            value = {
                "SELECT 1 | SELECT | -",
                "select 1 format JSONEachRow | SELECT | JSONEachRow",
                "SELECT 1 FORMAT CSV SETTINGS max_threads = 1 | SELECT | CSV",
                "SELECT 1 SETTINGS max_threads = 1 FORMAT CSV; | SELECT | CSV",
                "(SELECT 1) UNION ALL (SELECT 2) FORMAT TSV | SELECT | TSV",
                "WITH 1 AS x SELECT x | SELECT | -",
                "SELECT format FROM t | SELECT | -",
                "SELECT 'a FORMAT b' | SELECT | -",
                "SELECT (SELECT 1 FORMAT x) | SELECT | -",
                "SELECT 1 -- FORMAT CSV | SELECT | -",
                "SELECT a, sum(b) FROM t GROUP BY a WITH TOTALS | OTHER | -",
                "SELECT 1 INTO OUTFILE 'f' | OUTFILE | -",
                "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x | OTHER | -",
                "SHOW TABLES FORMAT JSON | OTHER | JSON",
                "CREATE TABLE t (format String) ENGINE = Memory | OTHER | -",
                "SET max_threads = 1 | SESSION | -",
                "USE other | SESSION | -",
                "INSERT INTO t SELECT * FROM u | OTHER | -",
                "INSERT INTO t (a, b) SELECT 1, 2 FORMAT Null | OTHER | Null",
                "INSERT INTO t (SELECT 1) | OTHER | -",
                "INSERT INTO t WITH 1 AS x SELECT x | OTHER | -",
                "INSERT INTO t (a) VALUES (1) | INSERT_DATA | Values",
                "INSERT INTO t FORMAT RowBinary | INSERT_DATA | RowBinary",
                "INSERT INTO t SETTINGS async_insert = 1 FORMAT CSV | INSERT_DATA | CSV",
                "INSERT INTO FUNCTION f('x', 'select') VALUES (1) | INSERT_DATA | Values",
                "INSERT INTO values VALUES (1) | INSERT_DATA | Values",
                "INSERT INTO format FORMAT CSV | INSERT_DATA | CSV",
                "INSERT INTO db.format FORMAT CSV | INSERT_DATA | CSV",
                "INSERT INTO `select` (`values`, \"format\") FORMAT CSV | INSERT_DATA | CSV",
                "INSERT INTO t | INSERT_DATA | -",
                "/* only */ -- a comment | EMPTY | -",
            })
    void readsTheKindAndTheFormatOfAStatement(String sql, Kind kind, String format) {
        Statement statement = read(sql);

        assertThat(statement.kind()).isEqualTo(kind);
        assertThat(statement.format()).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "INSERT INTO t VALUES (1), (2) | INSERT INTO t | ~ (1), (2)~",
                "INSERT INTO t FORMAT CSV\\n1,2\\n | INSERT INTO t | ~1,2\\n~",
                "INSERT INTO t FORMAT CSV  \\r\\n1,2 | INSERT INTO t | ~1,2~",
                "INSERT INTO t FORMAT TSV\\n\\n1 | INSERT INTO t | ~\\n1~",
                "INSERT INTO t FORMAT JSONEachRow {} | INSERT INTO t | ~{}~",
            })
    void separatesAnInsertFromItsData(String sql, String engineSql, String data) {
        String text = unescape(sql);
        Statement statement = read(text);

        assertThat(text.substring(0, statement.sqlEnd()).strip()).isEqualTo(engineSql);
        assertThat(text.substring(statement.dataStart())).isEqualTo(unescape(data));
    }

    @Test
    void binaryDataBehindTheFormatAreNotLookedAt() {
        byte[] head = "INSERT INTO t FORMAT RowBinary\n".getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[head.length + 256];
        System.arraycopy(head, 0, text, 0, head.length);
        for (int i = 0; i < 256; i++) {
            text[head.length + i] = (byte) i;
        }

        assertThat(StatementReader.read(text).dataStart()).isEqualTo(head.length);
    }

    @Test
    void positionsAreThoseOfBytesAlsoBehindNonAsciiText() {
        String sql = "INSERT INTO `täglich` FORMAT CSV\nü";
        Statement statement = StatementReader.read(sql.getBytes(StandardCharsets.UTF_8));

        assertThat(statement.dataStart())
                .isEqualTo("INSERT INTO `täglich` FORMAT CSV\n".getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT 1; SELECT 2 | true",
                "SELECT 1; | false",
                "SELECT 1; -- end | false",
                "SELECT ';', `;` | false",
                "SELECT $x$ ; SELECT 2 $x$ | false",
                "SELECT 'it''s; \\' ;' | false",
            })
    void noticesASecondStatement(String sql, boolean several) {
        assertThat(read(sql).several()).isEqualTo(several);
    }

    @ParameterizedTest
    @CsvSource({
        "SYSTEM SYNC FILE SYSTEM, SYNC",
        "/* now */ system sync file system;, SYNC",
        "SYSTEM SYNC FILE CACHE, OTHER",
        "SYSTEM SYNC FILE, OTHER",
        "SYSTEM SYNC FILE SYSTEM t, OTHER",
    })
    void findsTheStatementThatIsNotForTheEngine(String sql, Kind kind) {
        assertThat(read(sql).kind()).isEqualTo(kind);
    }

    @Test
    void aLogShowsNoLiterals() {
        byte[] sql = "SELECT a FROM t WHERE b = 'secret' AND c = 4711".getBytes(StandardCharsets.UTF_8);

        assertThat(StatementReader.redacted(sql, 200)).isEqualTo("SELECT a FROM t WHERE b = ? AND c = ?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"INSERT a ", "INSERT INTO t SELECT ", "SELECT $%d$ ", "INSERT INTO t $%d$ ", "$", "$a ", "( "})
    @Timeout(20)
    void readsLongStatementsInATimeThatGrowsWithTheirLength(String part) {
        StringBuilder text = new StringBuilder("INSERT x ");
        for (int i = 0; text.length() < 1 << 20; i++) {
            text.append(part.formatted(i));
        }
        assertThat(read(text.toString())).isNotNull();
        assertThat(read(text.substring("INSERT x ".length()))).isNotNull();
    }

    @Test
    void findsTheEndOfEachHereDocument() {
        assertThat(read("SELECT $a$ ; $b$ ; $a$, $b$ x $b$").several()).isFalse();
        assertThat(read("SELECT $a$ x $a$; SELECT 2").several()).isTrue();
        assertThat(read("SELECT $a$ ; $b$").several()).isTrue();
        assertThat(read("SELECT $$ ; $$, $$ ; $$").several()).isFalse();
    }

    private static Statement read(String sql) {
        return StatementReader.read(sql.getBytes(StandardCharsets.UTF_8));
    }

    private static String unescape(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }
}
