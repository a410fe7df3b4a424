package io.millrace.ops.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpsLeaseTest {
    private final Claims claims = new Claims();
    private long nanos;

    /** Claims in memory, as the table keeps them. */
    private final class Claims implements LeaseStore {
        private final List<Claim> written = new ArrayList<>();
        private boolean away;
        private boolean tooNew;
        private long clockMillis;
        private long renewals;

        @Override
        public Optional<Claim> holder() {
            answer();
            long term = written.stream().mapToLong(Claim::term).max().orElse(0);
            return written.stream()
                    .filter(claim -> claim.term() == term)
                    .min(Comparator.comparingInt(written::indexOf))
                    .map(claim -> new Claim(
                            claim.term(),
                            claim.owner(),
                            claim.renewal(),
                            millis() - claim.ageMillis(),
                            claim.released()));
        }

        @Override
        public void claim(long term, String owner) {
            answer();
            written.add(new Claim(term, owner, ++renewals, millis(), false));
        }

        @Override
        public void renew(long term, String owner, boolean released) {
            answer();
            for (int i = 0; i < written.size(); i++) {
                Claim claim = written.get(i);
                if (claim.term() == term && claim.owner().equals(owner)) {
                    written.set(i, new Claim(term, owner, ++renewals, millis(), released));
                }
            }
        }

        /** When a claim was renewed stands where its age will. */
        private long millis() {
            return clockMillis + nanos / 1_000_000;
        }

        private void answer() {
            if (away) {
                throw new WarehouseException(ErrorCode.WAREHOUSE_UNAVAILABLE, "away", null);
            }
            if (tooNew) {
                throw new WarehouseException(ErrorCode.BOOKKEEPING_TOO_NEW, "needs a later build", null);
            }
        }
    }

    @Test
    void aProcessThatIsAloneIsActiveASecondAfterItsClaim() {
        OpsLease only = lease("only");
        assertThat(only.tick()).isFalse();
        pass(500);
        assertThat(only.tick()).isFalse();
        pass(600);
        assertThat(only.tick()).isTrue();
        assertThat(only.isActive()).isTrue();
    }

    @Test
    void ofTwoThatClaimAtTheSameTimeOneIsActive() {
        OpsLease first = lease("first");
        OpsLease second = lease("second");
        claims.claim(1, "first");
        claims.claim(1, "second");
        pass(2_000);
        assertThat(first.tick()).isTrue();
        assertThat(second.tick()).isFalse();
    }

    @Test
    void theSecondTakesOverWhenTheFirstRenewsNoMore() {
        OpsLease first = active("first");
        OpsLease second = lease("second");
        for (int i = 0; i < 30; i++) {
            pass(1_000);
            assertThat(first.tick()).isTrue();
            assertThat(second.tick()).isFalse();
        }
        int seconds = 0;
        while (!second.tick()) {
            pass(1_000);
            seconds++;
        }
        assertThat(seconds).isBetween(9, 14);
        assertThat(first.isActive()).as("it was frozen and has not looked yet").isFalse();
        assertThat(first.tick()).isFalse();
    }

    @Test
    void aLeaseThatIsGivenUpIsTakenAtOnce() {
        OpsLease first = active("first");
        OpsLease second = lease("second");
        second.tick();
        first.release();
        assertThat(first.isActive()).isFalse();
        second.tick();
        pass(1_100);
        assertThat(second.tick()).isTrue();
    }

    @Test
    void anExpiredLeaseOfBeforeIsTakenAtTheFirstLook() {
        active("before");
        pass(60_000);
        OpsLease next = lease("next");
        next.tick();
        pass(1_100);
        assertThat(next.tick()).isTrue();
    }

    @Test
    void whileTheWarehouseIsAwayEverybodyStaysAndTheHolderGetsTimeToRenew() {
        OpsLease first = active("first");
        OpsLease second = lease("second");
        second.tick();
        claims.away = true;
        for (int i = 0; i < 60; i++) {
            pass(1_000);
            assertThat(first.tick()).isTrue();
            assertThat(second.tick()).isFalse();
        }
        claims.away = false;
        assertThat(second.tick()).isFalse();
        pass(1_000);
        assertThat(first.tick()).isTrue();
        for (int i = 0; i < 20; i++) {
            pass(1_000);
            assertThat(second.tick()).isFalse();
            assertThat(first.tick()).isTrue();
        }
    }

    @Test
    void aProcessThatBeginsDuringAnOutageActsAfterAWhileAndYieldsToTheHolder() {
        OpsLease first = active("first");
        claims.away = true;
        OpsLease second = lease("second");
        assertThat(second.tick()).isFalse();
        pass(OpsLease.PATIENCE.toMillis() + 1_000);
        assertThat(second.tick()).isTrue();
        claims.away = false;
        assertThat(first.tick()).isTrue();
        assertThat(second.tick()).isFalse();
    }

    /** It cannot see whether a process of the later build acts. */
    @Test
    void aProcessThatCannotWorkWithTheTablesOfALaterBuildNeverActs() {
        claims.tooNew = true;
        OpsLease earlier = lease("earlier");
        for (int i = 0; i < 60; i++) {
            pass(1_000);
            assertThat(earlier.tick()).isFalse();
        }
        assertThat(earlier.isActive()).isFalse();
        assertThat(earlier.refusal()).contains("needs a later build");
    }

    @Test
    void oneThatNoticesItWhileItActsStandsBy() {
        OpsLease earlier = active("earlier");
        claims.tooNew = true;
        pass(3_000);
        assertThat(earlier.tick()).isFalse();
        assertThat(earlier.isActive()).isFalse();

        claims.tooNew = false;
        assertThat(earlier.tick()).isTrue();
        assertThat(earlier.refusal()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackHoldsUpNobody() {
        active("first");
        OpsLease second = lease("second");
        claims.clockMillis = -Duration.ofDays(1).toMillis();
        int seconds = 0;
        while (!second.tick()) {
            pass(1_000);
            seconds++;
        }
        assertThat(seconds).isBetween(9, 14);
    }

    private OpsLease lease(String owner) {
        return new OpsLease(claims, owner, () -> nanos);
    }

    private OpsLease active(String owner) {
        OpsLease lease = lease(owner);
        lease.tick();
        pass(1_100);
        assertThat(lease.tick()).isTrue();
        return lease;
    }

    private void pass(long millis) {
        nanos += millis * 1_000_000;
    }
}
