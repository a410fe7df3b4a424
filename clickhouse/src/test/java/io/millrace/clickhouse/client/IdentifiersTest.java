package io.millrace.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdentifiersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "orders      | `orders`",
                "select      | `select`",
                "a b         | `a b`",
                "Größe €     | `Größe €`",
                "a`; DROP--  | `a\\`; DROP--`",
                "back\\slash | `back\\\\slash`",
                "quo\"te'd   | `quo\"te'd`",
                "~tab\there~ | `tab\\there`"
            })
    void namesStandInBackticksWhateverTheyHold(String name, String quoted) {
        assertThat(Identifiers.quote(name)).isEqualTo(quoted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"it's | 'it\\'s'", "a\\ | 'a\\\\'", "`x` | '`x`'"})
    void textStandsInSingleQuotesWhateverItHolds(String text, String literal) {
        assertThat(Identifiers.literal(text)).isEqualTo(literal);
    }
}
