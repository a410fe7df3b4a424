/** What a deployment needs for a load, computed from published measurements. */
@NullMarked
package io.millrace.bench.model;

import org.jspecify.annotations.NullMarked;
