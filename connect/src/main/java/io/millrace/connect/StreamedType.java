package io.millrace.connect;

/**
 * A column's type as the stream names it.
 *
 * @param oid of {@code pg_type}
 * @param modifier {@code atttypmod}; -1: none
 */
record StreamedType(int oid, int modifier) {}
