package io.millrace.ops.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ops.barrier.CatchUp.Stage;
import io.millrace.ops.barrier.CatchUp.Standing;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CatchUpTest {
    private final Systems systems = new Systems();
    private long nanos = 1;
    private final CatchUp catchUp = new CatchUp(1_000, systems, () -> nanos);

    private static final class Systems implements BarrierInputs {
        private OptionalLong confirmed = OptionalLong.of(400);
        private Map<Integer, Long> end = Map.of(0, 10L, 1, 5L);
        private Map<Integer, Long> landed = Map.of(0, 3L);
        private List<String> joining = List.of();
        private long asked;
        private long done;
        private int nudges;

        @Override
        public long mark() {
            return 1_000;
        }

        @Override
        public void nudge() {
            nudges++;
        }

        @Override
        public OptionalLong confirmed() {
            return confirmed;
        }

        @Override
        public Map<Integer, Long> streamEnd() {
            return end;
        }

        @Override
        public Map<Integer, Long> landed() {
            return landed;
        }

        @Override
        public List<String> joiningTables() {
            return joining;
        }

        @Override
        public long loadsAsked() {
            return asked;
        }

        @Override
        public long loadsDone() {
            return done;
        }

        @Override
        public String loads() {
            return "1 load is left: public.orders waits";
        }
    }

    @Test
    void itGoesFromStageToStage() throws SQLException {
        Standing first = catchUp.look();
        assertThat(first.stage()).isEqualTo(Stage.CAPTURE);
        assertThat(first.detail()).contains("600 bytes of WAL are left");

        systems.confirmed = OptionalLong.of(1_000);
        Standing second = catchUp.look();
        assertThat(second.stage()).isEqualTo(Stage.PIPELINE);
        assertThat(second.detail()).contains("12 records of the change stream behind");

        systems.joining = List.of("public.beans");
        systems.landed = Map.of(0, 11L, 1, 5L);
        assertThat(catchUp.look().detail()).contains("1 tables are to join the capture, public.beans first");

        systems.joining = List.of();
        systems.asked = 2;
        systems.done = 1;
        pass(600);
        Standing fourth = catchUp.look();
        assertThat(fourth.stage()).isEqualTo(Stage.LOADS);
        assertThat(fourth.detail()).contains("public.orders waits");

        systems.done = 2;
        assertThat(catchUp.look()).isEqualTo(new Standing(Stage.REACHED, "", null));
    }

    @Test
    void loadsThatTheFirstOnesBecameAreWaitedForToo() throws SQLException {
        systems.confirmed = OptionalLong.of(1_000);
        systems.landed = systems.end;
        systems.asked = 1;
        assertThat(catchUp.look().stage()).isEqualTo(Stage.LOADS);
        // The request for all tables is done, and has become three.
        systems.done = 1;
        systems.asked = 4;
        assertThat(catchUp.look().stage()).isEqualTo(Stage.LOADS);
        systems.done = 4;
        assertThat(catchUp.look().stage()).isEqualTo(Stage.REACHED);
    }

    @Test
    void aStreamThatWasCreatedAgainIsSaid() throws SQLException {
        systems.confirmed = OptionalLong.of(2_000);
        catchUp.look();
        systems.end = Map.of(0, 1L, 1, 0L);
        pass(5_100);
        Standing lost = catchUp.look();
        assertThat(lost.stage()).isEqualTo(Stage.LOST);
        assertThat(lost.detail()).contains("make another barrier");
    }

    @Test
    void aTableThatDoesNotJoinIsNotWaitedForForEver() throws SQLException {
        systems.confirmed = OptionalLong.of(1_000);
        systems.landed = systems.end;
        systems.joining = List.of("public.beans");
        assertThat(catchUp.look().stage()).isEqualTo(Stage.TABLES);
        pass(5_100);
        assertThat(catchUp.look().stage()).isEqualTo(Stage.REACHED);
    }

    @Test
    void theSourceIsMadeToWriteOnceASecondAndAStandstillIsExplained() throws SQLException {
        for (int i = 0; i < 80; i++) {
            catchUp.look();
            pass(100);
        }
        assertThat(systems.nudges).isBetween(6, 9);
        assertThat(catchUp.look().detail()).contains("offset.flush.interval.ms");
    }

    @Test
    void withoutASlotNothingIsWaitedFor() {
        systems.confirmed = OptionalLong.empty();
        assertThatThrownBy(catchUp::look).isInstanceOf(CatchUp.NoSlotException.class);
    }

    private void pass(long millis) {
        nanos += millis * 1_000_000;
    }
}
