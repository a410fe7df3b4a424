package io.millrace.ops.api.deadletter;

import java.util.List;
import java.util.Map;

/** A dead letter with its payload and its history. */
public record DeadLetterDetail(
        DeadLetterSummary deadLetter,
        Payload key,
        Payload value,
        Map<String, String> headers,
        List<DeadLetterAction> actions) {}
