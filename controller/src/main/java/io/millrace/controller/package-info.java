/** The controller process: capture, schema changes, loads and verification. */
@NullMarked
package io.millrace.controller;

import org.jspecify.annotations.NullMarked;
