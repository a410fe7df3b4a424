/** The REST interface of the worker that the launcher runs: whom it answers. */
@org.jspecify.annotations.NullMarked
package io.millrace.connect.rest;
