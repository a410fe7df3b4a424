package io.millrace.ops.api;

import java.util.List;

/** The chain from left to right. */
public record Topology(List<Node> nodes, List<Edge> edges) {}
