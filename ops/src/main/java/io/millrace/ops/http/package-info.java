/** The HTTP interface: routes, security, server-sent events, the console's pages. */
@NullMarked
package io.millrace.ops.http;

import org.jspecify.annotations.NullMarked;
