// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.encoder.EncoderStyle;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code config.json} says of an encoder, whatever its family calls it.
 *
 * @param modelType the family's name there
 * @param architectures the Python classes that the checkpoint was saved from; may be empty
 * @param vocabularySize number of token ids
 * @param positions rows of the table of positions, those before the first token's included
 * @param tokenTypes rows of the table of token types; 0 in families without one
 * @param width hidden width W
 * @param layers number of transformer blocks
 * @param heads attention heads
 * @param feedForwardWidth inner width of a block's feed-forward part
 * @param style what the encoder does otherwise than BERT
 * @param paddingId token id that fills short rows
 * @param labels label names by class, as the configuration has them
 * @param offramp what an export of a bundle wrote of its exits
 */
record HfConfig(
    String modelType,
    List<String> architectures,
    int vocabularySize,
    int positions,
    int tokenTypes,
    int width,
    int layers,
    int heads,
    int feedForwardWidth,
    EncoderStyle style,
    int paddingId,
    List<String> labels,
    Optional<OfframpSection> offramp) {
  private static final String CLASSIFIER = "ForSequenceClassification";

  HfConfig {
    architectures = List.copyOf(architectures);
    labels = List.copyOf(labels);
  }

  /** Whether the checkpoint was saved as a classifier of texts. */
  boolean saysClassifier() {
    return architectures.stream().anyMatch(name -> name.endsWith(CLASSIFIER));
  }

  /** Whether its classifier, if it has one, may be one of texts, and not of tokens, say. */
  boolean mayClassify() {
    return architectures.isEmpty() || saysClassifier();
  }
}
