/** The process that keeps capture, schema, loads and verification going. */
@NullMarked
package io.millrace.controller;

import org.jspecify.annotations.NullMarked;
