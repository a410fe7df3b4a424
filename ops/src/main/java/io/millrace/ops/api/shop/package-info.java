/** Records of the API about the demo's shop. */
@NullMarked
package io.millrace.ops.api.shop;

import org.jspecify.annotations.NullMarked;
