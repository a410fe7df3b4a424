package io.millrace.clickhouse.embedded.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MentionsTest {
    @Test
    void findsWhatIsCalledHoweverItIsWritten() {
        assertThat(of("SELECT `File` /* x */ ('a'), \"U\\x52L\"('b') FROM s3 (1), t -- hdfs(3)\n WHERE 'odbc(4)' = ''")
                        .calls())
                .containsExactlyInAnyOrder("file", "url", "s3");
    }

    @Test
    void findsNamesAndLiteralsWithoutQuotesAndEscapes() {
        assertThat(of("SELECT a FROM `/etc/\\x70asswd`, '/a''b', \"c\\\"d\", $x$/e$x$, `ü\\n`")
                        .texts())
                .contains("a", "/etc/passwd", "/a'b", "c\"d", "/e", "ü\n");
    }

    @Test
    void findsQuotesThatAreNoneAndPlaceholdersForNames() {
        assertThat(of("SELECT * FROM \u201cfile\u201d(1)").typographic()).isTrue();
        assertThat(of("SELECT '\u201c' AS `\u201d`").typographic()).isFalse();
        assertThat(of("SELECT * FROM {t:Identifier}").identifiers()).isTrue();
        assertThat(of("SELECT {t:String}").identifiers()).isFalse();
    }

    private static Mentions of(String statement) {
        return Mentions.of(statement.getBytes(StandardCharsets.UTF_8));
    }
}
