package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.postgres.load.SourceSnapshot;
import io.millrace.testkit.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class CaptureLeaseIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    private static CaptureLease open(String slot) throws SQLException {
        return CaptureLease.open(PostgresUrl.parse(POSTGRES.url()), slot);
    }

    @Test
    void oneSessionHasTheLeaseOfASlotUntilItEnds() throws Exception {
        try (CaptureLease second = open("a")) {
            try (CaptureLease first = open("a");
                    CaptureLease other = open("b")) {
                assertThat(first.isHeld()).isFalse();
                assertThat(first.holder()).isEmpty();
                assertThat(first.tryAcquire()).isTrue();
                assertThat(first.isHeld()).isTrue();
                assertThat(second.tryAcquire()).isFalse();
                assertThat(second.isHeld()).isFalse();
                assertThat(second.holder().orElseThrow()).startsWith("session ");
                assertThat(other.tryAcquire()).isTrue();
            }
            while (!second.tryAcquire()) {
                Thread.sleep(20);
            }
            assertThat(second.isHeld()).isTrue();
        }
    }

    /** A holder that is frozen, or whose machine is gone, says nothing any longer. */
    @Test
    void aHolderThatIsSilentLosesItAndNotices() throws Exception {
        try (CaptureLease silent = open("c");
                CaptureLease next = open("c")) {
            assertThat(silent.tryAcquire()).isTrue();
            long begin = System.nanoTime();
            while (!next.tryAcquire()) {
                Thread.sleep(100);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            assertThatThrownBy(silent::isHeld).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void theHolderEndsWhatEarlierHoldersStillRead() throws Exception {
        PostgresUrl url = PostgresUrl.parse(POSTGRES.url());
        try (CaptureLease holder = open("f");
                SourceSnapshot earlier = SourceSnapshot.take(url.forHolderOf("f"), List.of());
                SourceSnapshot ofAnotherSlot = SourceSnapshot.take(url.forHolderOf("g"), List.of());
                SourceSnapshot ofNone = SourceSnapshot.take(url, List.of())) {
            assertThat(holder.tryAcquire()).isTrue();
            assertThat(holder.endSessionsOfOthers()).isEqualTo(1);
            assertThat(holder.isHeld()).isTrue();
            assertThatThrownBy(earlier::reader).isInstanceOf(SQLException.class);
            assertThat(ofAnotherSlot.reader()).isNotNull();
            assertThat(ofNone.reader()).isNotNull();
        }
    }

    /** Loads log in as the role of the capture. */
    @Test
    void theHolderEndsWhatEarlierHoldersStillReadAsAnotherUser() throws Exception {
        POSTGRES.execute("CREATE ROLE another_reader LOGIN PASSWORD 'other'");
        PostgresUrl login =
                PostgresUrl.parse(POSTGRES.url()).as("another_reader", "other").forHolderOf("h");
        try (CaptureLease holder = open("h");
                SourceSnapshot earlier = SourceSnapshot.take(login, List.of())) {
            assertThat(holder.tryAcquire()).isTrue();
            assertThat(CaptureLease.endSessionsOfOthers(login, "h")).isEqualTo(1);
            assertThatThrownBy(earlier::reader).isInstanceOf(SQLException.class);
        } finally {
            POSTGRES.execute("DROP ROLE another_reader");
        }
    }

    @Test
    void theHolderKnowsWhetherAnotherCouldAct() throws Exception {
        try (CaptureLease holder = open("e");
                CaptureLease other = open("f")) {
            assertThat(holder.tryAcquire()).isTrue();
            other.announce(true);
            assertThat(holder.hasAbleStandby()).as("of another slot").isFalse();
            try (CaptureLease standby = open("e")) {
                assertThat(holder.hasAbleStandby()).isFalse();
                standby.announce(true);
                assertThat(holder.hasAbleStandby()).isTrue();
                assertThat(standby.hasAbleStandby()).as("itself").isFalse();
                standby.announce(false);
                assertThat(holder.hasAbleStandby()).isFalse();
            }
        }
    }

    @Test
    void settingsOfTheRoleDoNotEndTheSession() throws Exception {
        POSTGRES.execute("ALTER DATABASE " + PostgresUrl.parse(POSTGRES.url()).database()
                + " SET idle_session_timeout = '100ms'");
        try (CaptureLease lease = open("d")) {
            assertThat(lease.tryAcquire()).isTrue();
            Thread.sleep(500);
            assertThat(lease.isHeld()).isTrue();
        } finally {
            POSTGRES.execute(
                    "ALTER DATABASE " + PostgresUrl.parse(POSTGRES.url()).database() + " RESET idle_session_timeout");
        }
    }
}
