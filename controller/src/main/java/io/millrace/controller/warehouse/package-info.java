/** What the controller asks the warehouse by its HTTP interface: progress, and which tables it shows. */
@NullMarked
package io.millrace.controller.warehouse;

import org.jspecify.annotations.NullMarked;
