package io.millrace.postgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.doctor.Finding;
import io.millrace.core.event.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableChecksTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // what, kind, unlogged, identity, key, key is immediate, index, key of the partitioned table, fix
        "an ordinary table,                  r, false, d, true,  true,  false, true,  ''",
        "FULL,                               r, false, f, false, false, false, false, ''",
        "its own index,                      r, false, i, false, false, true,  true,  ''",
        "an index that is gone,              r, false, i, true,  true,  false, true,  REPLICA IDENTITY FULL;",
        "NOTHING with a key,                 r, false, n, true,  true,  false, true,  REPLICA IDENTITY DEFAULT;",
        "NOTHING without a key,              r, false, n, false, false, false, false, REPLICA IDENTITY FULL;",
        "no key,                             r, false, d, false, false, false, false, REPLICA IDENTITY FULL;",
        "a key that is checked at commit,    r, false, d, true,  false, false, true,  REPLICA IDENTITY FULL;",
        "a partitioned table without a key,  p, false, d, false, false, false, false, ''",
        "a key that the whole has not,       r, false, d, true,  true,  false, false, REPLICA IDENTITY FULL;",
        "an index that the whole has not,    r, false, i, false, false, true,  false, REPLICA IDENTITY FULL;",
        "FULL although the whole has no key, r, false, f, true,  true,  false, false, ''",
        "unlogged,                           r, true,  d, true,  true,  false, true,  SET LOGGED;",
    })
    void theStatementThatFixesATable(
            String what,
            char kind,
            boolean unlogged,
            char identity,
            boolean key,
            boolean immediate,
            boolean index,
            boolean rootKey,
            String fix) {
        TableId id = new TableId("s", "t\"x");
        var finding = TableChecks.judge(
                new TableChecks.Table(id, kind, unlogged, identity, id, key, immediate, index, rootKey, true));

        if (fix.isEmpty()) {
            assertThat(finding).as(what).isEmpty();
        } else {
            assertThat(finding.orElseThrow().fix()).as(what).containsExactly("ALTER TABLE \"s\".\"t\"\"x\" " + fix);
            assertThat(finding.orElseThrow().level()).isEqualTo(Finding.Level.WARNING);
        }
    }

    @Test
    void aTableWithoutColumnsIsNamed() {
        TableId id = new TableId("s", "t");
        var finding =
                TableChecks.judge(new TableChecks.Table(id, 'r', false, 'd', id, false, false, false, false, false));

        assertThat(finding.orElseThrow().check()).isEqualTo("not_captured");
        assertThat(finding.orElseThrow().text()).startsWith("it has no columns");
    }
}
