@NullMarked
package io.millrace.shop;

import org.jspecify.annotations.NullMarked;
