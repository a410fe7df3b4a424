package io.millrace.controller.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.postgres.load.PublishedTable;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkTest {
    private static PublishedTable.Part part(String from, long pages) {
        return new PublishedTable.Part(from, pages, "");
    }

    @Test
    void aHeapIsReadInRangesOfPagesOfWhichTheLastIsOpen() {
        List<Chunk> chunks = Chunk.plan(List.of(part("ONLY t", 250)), 100);

        assertThat(chunks)
                .containsExactly(
                        new Chunk(0, 0, "ONLY t", 0, 100),
                        new Chunk(1, 0, "ONLY t", 100, 200),
                        new Chunk(2, 0, "ONLY t", 200, 0));
        assertThat(chunks.stream().map(Chunk::condition))
                .containsExactly(
                        "ctid < '(100,0)'::pg_catalog.tid",
                        "ctid >= '(100,0)'::pg_catalog.tid AND ctid < '(200,0)'::pg_catalog.tid",
                        "ctid >= '(200,0)'::pg_catalog.tid");
    }

    @Test
    void whatIsNoHeapOrSmallIsReadAsAWhole() {
        assertThat(Chunk.plan(List.of(part("ONLY t", 0)), 100)).containsExactly(new Chunk(0, 0, "ONLY t", 0, 0));
        assertThat(Chunk.plan(List.of(part("ONLY t", 100)), 100)).containsExactly(new Chunk(0, 0, "ONLY t", 0, 0));
        assertThat(Chunk.plan(List.of(part("ONLY t", 100)), 100).get(0).condition())
                .isEmpty();
    }

    @Test
    void chunksOfAllPartitionsOfATableAreNumberedThrough() {
        assertThat(Chunk.plan(List.of(part("ONLY a", 150), part("f", 0), part("ONLY b", 1)), 100))
                .extracting(Chunk::number)
                .containsExactly(0, 1, 2, 3);
        assertThat(Chunk.plan(List.of(), 100)).isEmpty();
    }

    @Test
    void aLoadGoesOnFromAPageOfAPart() {
        List<PublishedTable.Part> parts = List.of(part("ONLY a", 350), part("ONLY b", 350), part("ONLY c", 1));
        assertThat(Chunk.plan(parts, 100, 1, 300))
                .containsExactly(new Chunk(0, 1, "ONLY b", 300, 0), new Chunk(1, 2, "ONLY c", 0, 0));
        // Vacuum has made it shorter.
        assertThat(Chunk.plan(parts, 100, 1, 500))
                .containsExactly(new Chunk(0, 1, "ONLY b", 500, 0), new Chunk(1, 2, "ONLY c", 0, 0));
    }

    @Test
    void onlyWhatLiesBeforeTheFirstGapIsDone() {
        List<Chunk> chunks = Chunk.plan(List.of(part("ONLY t", 350)), 100);
        ChunksDone done = new ChunksDone(chunks);
        done.add(chunks.get(1));
        assertThat(done.next()).isNull();
        done.add(chunks.get(0));
        assertThat(done.next()).isEqualTo(chunks.get(2));
        assertThat(done.next()).isNull();
        done.add(chunks.get(3));
        assertThat(done.next()).isNull();
        done.add(chunks.get(2));
        assertThat(done.next()).isNull();
    }
}
