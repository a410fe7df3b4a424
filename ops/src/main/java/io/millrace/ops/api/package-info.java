/** What the console is told: one record for each schema of openapi/ops.yaml. */
@NullMarked
package io.millrace.ops.api;

import org.jspecify.annotations.NullMarked;
