/** Records of the API about the services of the chain and how they are connected. */
@NullMarked
package io.millrace.ops.api.topology;

import org.jspecify.annotations.NullMarked;
