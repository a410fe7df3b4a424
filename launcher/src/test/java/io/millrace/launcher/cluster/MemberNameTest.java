package io.millrace.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemberNameTest {
    @Test
    void aNumberMakesAMemberOfAService() {
        assertThat(MemberName.all("kafka", 2)).containsExactly("kafka-1", "kafka-2");
        assertThat(MemberName.service("spark-worker-12")).isEqualTo("spark-worker");
        assertThat(MemberName.service("spark-master")).isEqualTo("spark-master");
        assertThat(MemberName.folder("spark-worker-12")).isEqualTo("spark-worker/12");
        assertThat(MemberName.folder("kafka")).isEqualTo("kafka");
    }

    @Test
    void aSizeHasOneMemberOfEachAtLeast() {
        assertThatThrownBy(() -> new ClusterSize(0, 2, 2)).hasMessageContaining("0 brokers");
        assertThatThrownBy(() -> new ClusterSize(3, 10, 2)).hasMessageContaining("10 Connect workers");
    }
}
