// SPDX-License-Identifier: Apache-2.0
/**
 * Finite-sample p-values and confidence bounds for a mean of independent losses. Every method here
 * holds at any number of rows; none is asymptotic.
 *
 * <p>Where floating point must round, upper bounds round up and lower bounds round down; the tail
 * probabilities beneath them are accurate to 1e-9 relative at ten million rows, and far better at
 * fewer, which the golden tests check.
 */
@NullMarked
package io.offramp.calibration.bound;

import org.jspecify.annotations.NullMarked;
