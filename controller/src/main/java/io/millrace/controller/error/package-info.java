/** What goes wrong in the controller: for now, or until somebody acts. */
@NullMarked
package io.millrace.controller.error;

import org.jspecify.annotations.NullMarked;
