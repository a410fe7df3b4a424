package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.doctor.Finding;
import io.millrace.core.event.TableId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableChecksTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // what, kind, unlogged, identity, key, key is immediate, index, mend
        "an ordinary table,                  r, false, d, true,  true,  false, ''",
        "FULL,                               r, false, f, false, false, false, ''",
        "its own index,                      r, false, i, false, false, true,  ''",
        "an index that is gone,              r, false, i, true,  true,  false, REPLICA IDENTITY FULL;",
        "NOTHING with a key,                 r, false, n, true,  true,  false, REPLICA IDENTITY DEFAULT;",
        "NOTHING without a key,              r, false, n, false, false, false, REPLICA IDENTITY FULL;",
        "no key,                             r, false, d, false, false, false, REPLICA IDENTITY FULL;",
        "a key that is checked at commit,    r, false, d, true,  false, false, REPLICA IDENTITY FULL;",
        "a partitioned table without a key,  p, false, d, false, false, false, ''",
        "unlogged,                           r, true,  d, true,  true,  false, SET LOGGED;",
    })
    void whatMendsATable(
            String what,
            char kind,
            boolean unlogged,
            char identity,
            boolean key,
            boolean immediate,
            boolean index,
            String mend) {
        TableId id = new TableId("s", "t\"x");
        var finding = TableChecks.judge(new TableChecks.Table(id, kind, unlogged, identity, id, key, immediate, index));

        if (mend.isEmpty()) {
            assertThat(finding).as(what).isEmpty();
        } else {
            assertThat(finding.orElseThrow().mend()).as(what).containsExactly("ALTER TABLE \"s\".\"t\"\"x\" " + mend);
            assertThat(finding.orElseThrow().level()).isEqualTo(Finding.Level.WARNING);
        }
    }
}
