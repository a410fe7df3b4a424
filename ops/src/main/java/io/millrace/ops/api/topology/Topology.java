package io.millrace.ops.api.topology;

import java.util.List;

/** The chain from left to right. */
public record Topology(List<Node> nodes, List<Edge> edges) {}
