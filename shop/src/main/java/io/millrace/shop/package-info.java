/** The storefront API of a small coffee roaster and its simulated shoppers. Writes Postgres and knows nothing of what follows. */
@NullMarked
package io.millrace.shop;

import org.jspecify.annotations.NullMarked;
