package io.millrace.controller.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CopyLinesTest {
    private final List<String> lines = new ArrayList<>();
    private final CopyLines copy = new CopyLines();

    private void add(String data) throws InterruptedException {
        copy.add(
                data.getBytes(StandardCharsets.UTF_8),
                (bytes, from, to) -> lines.add(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
    }

    @Test
    void aMessageIsALineMostOfTheTime() throws Exception {
        add("1\tone\n");
        add("\n");
        add("2\ttwo\n");
        copy.end();
        assertThat(lines).containsExactly("1\tone", "", "2\ttwo");
    }

    @Test
    void linesMayBeCutAnywhere() throws Exception {
        add("1\to");
        add("n");
        add("e\n2\ttwo\n3");
        add("\t");
        add("three\n");
        copy.end();
        assertThat(lines).containsExactly("1\tone", "2\ttwo", "3\tthree");
    }

    @Test
    void anEndWithinALineIsAnError() throws Exception {
        add("1\to");
        assertThatThrownBy(copy::end).isInstanceOf(IllegalStateException.class);
    }
}
