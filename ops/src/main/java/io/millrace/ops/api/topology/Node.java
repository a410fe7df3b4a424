package io.millrace.ops.api.topology;

import java.util.List;

/** One service as a node of the chain, with its most important numbers first. */
public record Node(ServiceName id, String title, String role, State state, String detail, List<Measure> numbers) {}
