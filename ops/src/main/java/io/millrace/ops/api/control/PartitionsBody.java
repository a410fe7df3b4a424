package io.millrace.ops.api.control;

import org.jspecify.annotations.Nullable;

/**
 * A raise of the partitions of the change stream.
 *
 * @param partitions how many it is to have, as many as it has or more, up to 1,000
 * @param note why, for the record
 * @param by the requester, for the record
 * @param client console, cli or api
 */
public record PartitionsBody(
        int partitions,
        @Nullable String note,
        @Nullable String by,
        @Nullable String client) {}
