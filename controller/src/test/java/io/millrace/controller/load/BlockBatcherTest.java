package io.millrace.controller.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlockBatcherTest {
    private static final SourcePosition POSITION = new SourcePosition(7, 7, 9, 1, 2, 0);

    private final TableDescription.Encoded table =
            new TableDescription(new TableId("public", "t"), List.of(), List.of(), null).encoded();
    private final List<Integer> partitions = new ArrayList<>();
    private final List<byte[]> blocks = new ArrayList<>();
    private final BlockBatcher batcher = new BlockBatcher(4, (partition, block) -> {
        partitions.add(partition);
        blocks.add(block);
    });

    private int rows() {
        return blocks.stream().mapToInt(block -> new BlockReader(block).count()).sum();
    }

    @Test
    void rowsGatherUntilABlockIsFull() throws Exception {
        Tuple row = new Tuple(new byte[1_000], 0, 1_000);
        for (int i = 0; i < 1_000; i++) {
            batcher.row(2, POSITION, table, row);
        }
        assertThat(partitions).containsOnly(2).hasSizeBetween(4, 7);
        assertThat(blocks).allSatisfy(block -> assertThat(block).hasSizeLessThan(200 * 1024));
        batcher.flush();
        batcher.flush();
        assertThat(rows()).isEqualTo(1_000);
        BlockReader first = new BlockReader(blocks.get(0));
        assertThat(first.next()).isTrue();
        assertThat(first.kind()).isEqualTo(ChangeKind.READ);
        assertThat(first.position()).isEqualTo(POSITION);
    }

    @Test
    void aLargeRowGoesByItself() throws Exception {
        batcher.row(0, POSITION, table, new Tuple(new byte[10], 0, 10));
        batcher.row(0, POSITION, table, new Tuple(new byte[5_000_000], 0, 5_000_000));
        batcher.row(0, POSITION, table, new Tuple(new byte[10], 0, 10));
        batcher.flush();
        assertThat(blocks).extracting(block -> new BlockReader(block).count()).containsExactly(1, 1, 1);
    }

    @Test
    void rowsOfNoPartitionGoToAllOfThemInTurn() throws Exception {
        Tuple row = new Tuple(new byte[100_000], 0, 100_000);
        for (int i = 0; i < 20; i++) {
            batcher.row(batcher.turn(), POSITION, table, row);
        }
        batcher.flush();
        assertThat(partitions).contains(0, 1, 2, 3);
        assertThat(rows()).isEqualTo(20);
    }
}
