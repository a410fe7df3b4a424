/** Carries out what is asked of the controller: resync, verify, repair, pause, resume, partitions. */
@NullMarked
package io.millrace.controller.request;

import org.jspecify.annotations.NullMarked;
