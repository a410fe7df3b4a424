/** Actions by the API: requests are recorded, handed to the controller, and followed in the warehouse. */
@NullMarked
package io.millrace.ops.control;

import org.jspecify.annotations.NullMarked;
