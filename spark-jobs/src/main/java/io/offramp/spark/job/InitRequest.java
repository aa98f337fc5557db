// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.Pooling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A bundle to begin training with, and what is to be otherwise than there.
 *
 * @param bundle where it is
 * @param exitLayers layers that exits are to stand after; an empty list: all; none: the bundle's
 * @param pooling of all exits; none: the bundle's
 * @param maxLength most tokens of a row; none: the bundle's
 */
public record InitRequest(
    String bundle,
    Optional<List<Integer>> exitLayers,
    Optional<Pooling> pooling,
    OptionalInt maxLength) {}
