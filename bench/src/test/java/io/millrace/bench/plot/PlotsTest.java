package io.millrace.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class PlotsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    @Test
    void aSweepBecomesLinesOfLatencyAndCpu() throws Exception {
        var plots = Plots.of(
                List.of(
                        json(
                                "{'benchmark':'scale','system':'millrace','over':'rate','unit':'changes/s','points':["
                                        + "{'x':10,'commitToQueryableMs':{'p50':9,'p95':20,'p99':40},'cpuMicrosPerChange':{'total':900}},"
                                        + "{'x':1000,'commitToQueryableMs':{'p50':12,'p95':30,'p99':90},'cpuMicrosPerChange':{'total':120}}]}")));
        assertThat(plots).containsOnlyKeys("scale-rate-latency", "scale-rate-cpu");
        assertThat(wellFormed(plots.getOrDefault("scale-rate-latency", ""), "circle"))
                .as("three percentiles of two points")
                .isEqualTo(6);
        assertThat(plots.get("scale-rate-cpu"))
                .contains("CPU per change over rate")
                .contains(">1000<");
    }

    @Test
    void memoryOverABacklogIsDrawnByProcess() throws Exception {
        var plots = Plots.of(List.of(json("{'benchmark':'scale','over':'backlog','unit':'changes','points':["
                + "{'x':1000,'peakMemoryMiB':{'kafka':200,'pipeline':500},'cpuMicrosPerChange':{'total':50}}]}")));
        assertThat(plots).containsOnlyKeys("scale-backlog-cpu", "scale-backlog-memory");
        assertThat(wellFormed(plots.getOrDefault("scale-backlog-memory", ""), "circle"))
                .isEqualTo(2);
    }

    @Test
    void twoSystemsStandSideBySide() throws Exception {
        var plots = Plots.of(List.of(
                json(
                        "{'benchmark':'throughput','system':'millrace','changesPerSecond':40000,'cpuMicrosPerChange':{'total':40},"
                                + "'spread':{'changesPerSecond':[38000,41000]}}"),
                json("{'system':'peer','results':{'throughput':{'benchmark':'throughput','system':'peer',"
                        + "'changesPerSecond':18000}}}")));
        assertThat(plots).containsOnlyKeys("throughput", "cpu-per-change");
        assertThat(wellFormed(plots.getOrDefault("throughput", ""), "rect"))
                .as("ground, two bars, two of the legend")
                .isEqualTo(5);
        assertThat(plots.get("throughput")).contains(">40k<").contains(">18k<").contains(">peer<");
    }

    @Test
    void latenciesAreInTheOrderOfTheirRates() throws Exception {
        var plots = Plots.of(
                List.of(
                        json(
                                "{'benchmark':'latency','system':'millrace','rate':500,'shape':'single','commitToQueryableMs':{'p50':20,'p99':50}}"),
                        json(
                                "{'benchmark':'latency','system':'millrace','rate':50,'shape':'hot','commitToQueryableMs':{'p50':10,'p99':50}}"),
                        json(
                                "{'benchmark':'latency','system':'millrace','rate':50,'shape':'single','commitToQueryableMs':{'p50':10,'p99':50}}")));
        assertThat(plots).containsOnlyKeys("latency-p50", "latency-p99");
        assertThat(plots.get("latency-p50")).containsSubsequence(">50/s hot<", ">50/s<", ">500/s<");
    }

    @Test
    void nothingIsDrawnOfNothing() {
        assertThat(Plots.of(List.of())).isEmpty();
    }

    @Test
    void labelsCannotBreakThePicture() {
        assertThat(Svg.escaped("a < b & \"c\"")).isEqualTo("a &lt; b &amp; &quot;c&quot;");
    }

    /** How many elements of a name a well-formed picture has. */
    private static int wellFormed(String svg, String element) throws Exception {
        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        return document.getElementsByTagName(element).getLength();
    }
}
