package io.millrace.kafka.resync;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;
import java.util.Optional;

/**
 * How a {@link ResyncRequest} gets on.
 *
 * @param id of the request
 * @param table its table
 * @param stage how far it is
 * @param lsn from {@link Stage#READING} on, the position of its rows is ({@code lsn}, {@code lsn}); 0 before
 * @param detail for people: what it waits for, or why it failed; else empty
 */
public record ResyncNews(String id, TableId table, Stage stage, long lsn, String detail) {
    /** In this order. */
    public enum Stage {
        /** For transactions that were open when it began. */
        WAITING("waiting"),
        /** Rows flow from the source into the log. */
        READING("reading"),
        /** They are all in the log. */
        READ("read; on its way to the warehouse"),
        /** They are all in the warehouse: the end. */
        LANDED("in the warehouse"),
        /** The end, too. Nothing was harmed: rows that were read are right. */
        FAILED("failed");

        private final String text;

        Stage(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }

        /** Whether nothing follows. */
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

    public ResyncNews {
        requireNonNull(id, "id is null");
        requireNonNull(table, "table is null");
        requireNonNull(stage, "stage is null");
        requireNonNull(detail, "detail is null");
    }
}
