/** What a person may set: {@code millrace.yaml}, read into records, checked, with clear errors. */
@NullMarked
package io.millrace.config;

import org.jspecify.annotations.NullMarked;
