// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTensors;

/**
 * How fast each layer learns: D times as fast as the one above it, embeddings D times as fast as
 * the first layer, the last layer and all exits at the full rate (Howard and Ruder 2018, arXiv
 * 1801.06146; ELECTRA, arXiv 2003.10555, slows its last layer too). What is far from the labels,
 * and most general, then changes least.
 */
final class LayerRates {
  private LayerRates() {}

  /**
   * What the learning rate is multiplied by, for each parameter of the {@linkplain EncoderTensors
   * template}.
   *
   * @param decay D, in (0,1]
   */
  static double[] of(EncoderShape shape, double decay) {
    return EncoderTensors.specs(shape).stream()
        .mapToDouble(spec -> Math.pow(decay, EncoderTensors.layersAbove(spec, shape)))
        .toArray();
  }
}
