/** Plots of results as SVG, without any library. */
@NullMarked
package io.millrace.bench.plot;

import org.jspecify.annotations.NullMarked;
