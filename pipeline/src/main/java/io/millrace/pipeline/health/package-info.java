/** Whether the pipeline lives and works, and its metrics, over HTTP. */
@NullMarked
package io.millrace.pipeline.health;

import org.jspecify.annotations.NullMarked;
