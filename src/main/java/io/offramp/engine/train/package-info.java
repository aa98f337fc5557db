// SPDX-License-Identifier: Apache-2.0
/**
 * Joint training of an encoder and all of its exits from labelled rows, from fresh weights or a
 * bundle's, in one go or from a checkpoint on.
 *
 * <p>The loss is the weighted mean over exits of the cross-entropy, to which may come what the last
 * exit says; the optimiser is AdamW with linear warm-up and cosine decay; training stops early on
 * the dev rows, which also fit every exit's temperature. Neither use weakens a certificate: those
 * come from other rows.
 *
 * <p>Where several labels may apply to a row, the loss is the sum of the classes' binary ones; of
 * numbers and their spreads see {@link io.offramp.engine.train.Objective}.
 *
 * <p>{@link io.offramp.engine.train.NewExits} puts linear heads that were fitted elsewhere upon an
 * encoder that stays as it is.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.train;
