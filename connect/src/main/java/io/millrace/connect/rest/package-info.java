/** Access control for the REST interface of the launcher's worker. */
@org.jspecify.annotations.NullMarked
package io.millrace.connect.rest;
