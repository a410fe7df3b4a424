package io.millrace.ops.api.shop;

/** One of the products sold most. */
public record TopProduct(String sku, String name, long quantity, String revenue) {}
