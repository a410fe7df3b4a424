package io.millrace.shop;

import java.math.BigDecimal;

/** A product as the storefront shows it. */
record Product(String sku, String name, BigDecimal price, int stock, String description, String origin) {}
