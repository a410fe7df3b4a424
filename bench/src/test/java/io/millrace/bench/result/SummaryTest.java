package io.millrace.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    @Test
    void oneRunStaysAsItIs() throws Exception {
        var run = json("{'rate':50,'curve':[[1,2]]}");
        assertThat(Summary.of(List.of(run))).isSameAs(run);
    }

    @Test
    void numbersBecomeMediansWithTheirSpread() throws Exception {
        var summary = Summary.of(List.of(
                json("{'rate':50,'ms':{'p50':9.5,'p99':30}}"),
                json("{'rate':50,'ms':{'p50':8.5,'p99':90}}"),
                json("{'rate':50,'ms':{'p50':9.0,'p99':40}}")));
        assertThat(summary.at("/rate").asText()).isEqualTo("50");
        assertThat(summary.at("/ms/p50").asDouble()).isEqualTo(9.0);
        assertThat(summary.at("/ms/p99").asText()).isEqualTo("40");
        assertThat(summary.at("/spread")).isEqualTo(json("{'ms':{'p50':[8.5,9.5],'p99':[30.0,90.0]}}"));
        assertThat(summary.at("/repeats")).hasSize(3);
    }

    @Test
    void aMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Summary.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void textsAndTruthsAreThoseOfTheFirstRunAndArraysStayWithTheRuns() throws Exception {
        var summary = Summary.of(List.of(
                json("{'shape':'hot','equal':true,'curve':[1]}"), json("{'shape':'hot','equal':true,'curve':[2]}")));
        assertThat(summary.at("/shape").asText()).isEqualTo("hot");
        assertThat(summary.at("/equal").asBoolean()).isTrue();
        assertThat(summary.has("curve")).isFalse();
        assertThat(summary.has("spread")).isFalse();
        assertThat(summary.at("/repeats/1/curve/0").asInt()).isEqualTo(2);
    }

    @Test
    void aFigureThatOneRunLacksIsThatOfTheOthers() throws Exception {
        var summary = Summary.of(List.of(json("{'p99':10}"), json("{'p99':null}"), json("{'p99':12}")));
        assertThat(summary.at("/p99").asDouble()).isEqualTo(11);
    }
}
