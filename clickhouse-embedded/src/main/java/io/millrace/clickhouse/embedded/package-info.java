@NullMarked
package io.millrace.clickhouse.embedded;

import org.jspecify.annotations.NullMarked;
