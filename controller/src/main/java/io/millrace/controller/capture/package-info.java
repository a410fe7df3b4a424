/** Creates and maintains topics, publication, slot and connector. */
@NullMarked
package io.millrace.controller.capture;

import org.jspecify.annotations.NullMarked;
