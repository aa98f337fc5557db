// SPDX-License-Identifier: Apache-2.0
/**
 * Early-exit execution.
 *
 * <p>Callers see a {@link io.offramp.engine.run.Scorer}: rows in, one outcome a row out, in order.
 * How rows are grouped into batches, and what is done with the rows that stay, is behind it.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.run;
