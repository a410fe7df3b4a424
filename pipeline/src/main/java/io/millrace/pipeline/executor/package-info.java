/** What the driver knows of the executors' writers: they report to it by a Spark plugin. */
@NullMarked
package io.millrace.pipeline.executor;

import org.jspecify.annotations.NullMarked;
