/** JUnit extensions that run real servers on free ports: one of each for a JVM, shared by its test classes. */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
