package io.millrace.ops.api.shop;

import java.time.Instant;

/** The orders placed in one minute. */
public record ShopMinute(Instant at, long orders, String revenue) {}
