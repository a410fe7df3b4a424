package io.millrace.kafka.resync;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;
import java.util.Optional;

/**
 * The status of a {@link ResyncRequest}.
 *
 * @param id of the request
 * @param table its table
 * @param stage how far it is
 * @param lsn from {@link Stage#READING} on, the position of its rows is ({@code lsn}, {@code lsn}); 0 before
 * @param detail what it waits for, or why it failed, for display; else empty
 */
public record ResyncStatus(String id, TableId table, Stage stage, long lsn, String detail) {
    /** In this order. */
    public enum Stage {
        /** For transactions that were open when it began. */
        WAITING("waiting"),
        /** Rows flow from the source into the log. */
        READING("reading"),
        /** All rows are in Kafka. */
        READ("read; landing in the warehouse"),
        /** All rows are in the warehouse: done. */
        LANDED("in the warehouse"),
        /** Failed. No harm done: rows that were read are correct. */
        FAILED("failed");

        private final String text;

        Stage(String text) {
            this.text = text;
        }

        /** For display. */
        public String text() {
            return text;
        }

        /** Whether it is final. */
        public boolean last() {
            return this == LANDED || this == FAILED;
        }

        static Optional<Stage> of(String name) {
            for (Stage stage : values()) {
                if (stage.name().equals(name)) {
                    return Optional.of(stage);
                }
            }
            return Optional.empty();
        }
    }

    public ResyncStatus {
        requireNonNull(id, "id is null");
        requireNonNull(table, "table is null");
        requireNonNull(stage, "stage is null");
        requireNonNull(detail, "detail is null");
    }
}
