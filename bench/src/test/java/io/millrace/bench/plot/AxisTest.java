package io.millrace.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AxisTest {
    @Test
    void aLinearAxisEndsAtARoundNumber() {
        assertThat(Axis.linear(37).to()).isEqualTo(40);
        assertThat(Axis.linear(40).to()).isEqualTo(40);
        assertThat(Axis.linear(0.012).to()).isEqualTo(0.015);
        assertThat(Axis.linear(0).to()).isEqualTo(1);
        assertThat(Axis.linear(40).place(10)).isEqualTo(0.25);
    }

    @Test
    void aLogarithmicAxisGoesByPowersOfTen() {
        var axis = Axis.logarithmic(12, 900);
        assertThat(axis.ticks()).containsExactly(10.0, 100.0, 1000.0);
        assertThat(axis.place(100)).isEqualTo(0.5);
        assertThat(axis.place(0)).as("there is no zero").isZero();
        assertThat(Axis.logarithmic(10, 10).to()).isEqualTo(100);
    }

    @Test
    void numbersAreShort() {
        assertThat(Axis.text(0.25)).isEqualTo("0.25");
        assertThat(Axis.text(40)).isEqualTo("40");
        assertThat(Axis.text(1_234)).isEqualTo("1234");
        assertThat(Axis.text(20_000)).isEqualTo("20k");
        assertThat(Axis.text(1_500_000)).isEqualTo("1.5M");
    }
}
