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
    void nothing_may_be_done_before_it_is_held() {
        assertThatThrownBy(lease::require).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(lease::confirm).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void what_was_confirmed_holds_for_a_second_and_is_asked_again_then() {
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
    void what_must_be_certain_is_asked_each_time() {
        lease.hold(this::ask);
        lease.confirm();
        lease.confirm();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void after_a_freeze_a_dead_session_is_noticed_before_anything_is_done_and_stays_dead() {
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
    void another_session_in_its_place_does_not_have_it() {
        lease.hold(() -> false);
        assertThatThrownBy(lease::confirm).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void what_is_given_up_is_not_held() {
        lease.hold(this::ask);
        lease.drop();
        assertThatThrownBy(lease::require).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void work_that_was_broken_off_has_lost_its_lease_for_good() {
        RevocableLease work = new RevocableLease(Lease.ALWAYS);
        work.require();
        work.confirm();

        work.revoke();
        assertThatThrownBy(work::require).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(work::confirm).isInstanceOf(LeaseLostException.class);
    }
}
