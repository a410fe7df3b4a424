package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ChangeStreamTopicsTest {
    @Test
    void topicsAreNamedAfterTheSource() {
        ChangeStreamTopics topics = new ChangeStreamTopics("shop");
        assertThat(topics.changes()).isEqualTo("millrace.shop.changes");
        assertThat(topics.deadLetters()).isEqualTo("millrace.shop.dead-letters");
    }

    @Test
    void whatKafkaDoesNotAllowInANameBecomesAnUnderscore() {
        assertThat(new ChangeStreamTopics("my shop/ü").changes()).isEqualTo("millrace.my_shop__.changes");
    }
}
