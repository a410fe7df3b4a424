/** Pages and files that follow from code: what they must say, and the one test that compares. */
@NullMarked
package io.millrace.e2e.reference;

import org.jspecify.annotations.NullMarked;
