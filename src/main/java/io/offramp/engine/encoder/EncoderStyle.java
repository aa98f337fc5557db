// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Optional;

/**
 * What a family of encoders does otherwise than BERT. All of them normalise after each half of a
 * layer.
 *
 * @param normEpsilon added to the variance in every layer norm
 * @param activation between the two products of a layer's feed-forward part
 * @param embeddingWidth E, that of the three tables and of the layer norm over their sum; where it
 *     is not the width W, a linear layer [W,E] follows the norm (ELECTRA, ALBERT)
 * @param sharedLayers whether every layer uses the tensors of the first (ALBERT)
 * @param relativeAttention what attention's scores gain by distance (MPNet)
 */
public record EncoderStyle(
    double normEpsilon,
    Activation activation,
    int embeddingWidth,
    boolean sharedLayers,
    Optional<RelativeAttention> relativeAttention) {
  private static final double BERT_EPSILON = 1e-12;

  /**
   * Checks epsilon; the widths are checked with the other sizes.
   *
   * @throws IllegalArgumentException if it is not small and positive
   */
  public EncoderStyle {
    if (!(normEpsilon > 0 && normEpsilon <= 0.1)) {
      throw new IllegalArgumentException(
          "Cannot normalise layers with epsilon %s (must be above 0, at most 0.1)"
              .formatted(normEpsilon));
    }
  }

  /** BERT's own. */
  public static EncoderStyle bert(int width) {
    return new EncoderStyle(BERT_EPSILON, Activation.GELU, width, false, Optional.empty());
  }
}
