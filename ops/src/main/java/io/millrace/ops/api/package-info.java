/** What the API answers: one record for each schema of openapi/ops.yaml, in packages by subject. */
@NullMarked
package io.millrace.ops.api;

import org.jspecify.annotations.NullMarked;
