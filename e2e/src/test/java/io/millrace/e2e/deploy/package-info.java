/** The files of {@code deploy/}, held to the build: none of them can run in CI. */
@NullMarked
package io.millrace.e2e.deploy;

import org.jspecify.annotations.NullMarked;
