package io.millrace.controller.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SourceLeaseTest {
    private long now = Long.MAX_VALUE - 5;
    private int asked;
    private boolean held = true;
    private final SourceLease lease = new SourceLease(() -> now);

    private boolean ask() throws SQLException {
        asked++;
        if (!held) {
            throw new SQLException("terminating connection due to idle-session timeout");
        }
        return true;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void nothingMayBeDoneBeforeItIsHeld() {
        assertThatThrownBy(lease::require).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(lease::confirm).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void whatWasConfirmedHoldsForASecondAndIsAskedAgainThen() {
        lease.hold(this::ask);
        lease.require();
        pass(SourceLease.FRESH);
        lease.require();
        assertThat(asked).isZero();

        pass(Duration.ofMillis(1));
        lease.require();
        assertThat(asked).isEqualTo(1);
        lease.require();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void whatMustBeCertainIsAskedEachTime() {
        lease.hold(this::ask);
        lease.confirm();
        lease.confirm();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void afterAFreezeADeadSessionIsNoticedBeforeAnythingIsDoneAndStaysDead() {
        lease.hold(this::ask);
        held = false;
        pass(Duration.ofMinutes(1));
        assertThatThrownBy(lease::require)
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("idle-session timeout");
        held = true;
        assertThatThrownBy(lease::require).isInstanceOf(LeaseLostException.class);
        assertThat(asked).isEqualTo(1);

        lease.hold(this::ask);
        assertThatCode(lease::require).doesNotThrowAnyException();
    }

    @Test
    void anotherSessionInItsPlaceDoesNotHaveIt() {
        lease.hold(() -> false);
        assertThatThrownBy(lease::confirm).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void whatIsGivenUpIsNotHeld() {
        lease.hold(this::ask);
        lease.drop();
        assertThatThrownBy(lease::require).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void workThatWasBrokenOffHasLostItsLeaseForGood() {
        RevocableLease work = new RevocableLease(Lease.ALWAYS);
        work.require();
        work.confirm();

        work.revoke();
        assertThatThrownBy(work::require).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(work::confirm).isInstanceOf(LeaseLostException.class);
    }
}
