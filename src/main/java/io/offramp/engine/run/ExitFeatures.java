// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

/**
 * What heads are fitted upon: a row's hidden states as each exit pools them, and what the last exit
 * says of it.
 *
 * @param pooled [K,W], before any head
 * @param last the last exit's C class probabilities
 * @param tokens of the row
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bulk data, compared by nobody
public record ExitFeatures(float[][] pooled, float[] last, int tokens) {}
