package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KafkaBrokerIT {
    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @Test
    void comesBackAfterItWasKilled() {
        KAFKA.running().kill();
        assertThat(KAFKA.running().server().notReady()).isPresent();

        KAFKA.running().startAgain();

        assertThat(KAFKA.running().server().notReady()).isEmpty();
    }
}
