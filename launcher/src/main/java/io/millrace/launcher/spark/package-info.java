/** A Spark standalone cluster of this machine: master, workers, and the pipeline's driver that is submitted to them. */
@NullMarked
package io.millrace.launcher.spark;

import org.jspecify.annotations.NullMarked;
