/** What makes a stack a cluster on one machine: how many members a service has, their names, ports and folders. */
@NullMarked
package io.millrace.launcher.cluster;

import org.jspecify.annotations.NullMarked;
