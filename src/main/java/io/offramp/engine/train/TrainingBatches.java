// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.text.TokenizedText;
import java.util.List;
import java.util.Random;

/**
 * All that training draws at random, in order: each epoch's batches, and which words a step hides.
 * Two of the same seed that are asked the same say the same, which is how a run goes on in the
 * middle.
 */
final class TrainingBatches {
  private final List<LabelledRow> rows;
  private final int batchSize;
  private final double wordDropout;
  private final Random random;

  TrainingBatches(List<LabelledRow> rows, TrainingOptions options) {
    this.rows = rows;
    this.batchSize = options.batchSize();
    this.wordDropout = options.wordDropout();
    this.random = new Random(options.seed());
  }

  /** Batches of the next epoch; each is to be followed by {@link #keep} in turn. */
  List<List<LabelledRow>> nextEpoch() {
    return LengthBatches.shuffled(rows, batchSize, random);
  }

  /**
   * Word dropout for the batch of the next step: 1 keeps a token's embedding, 0 hides it [B,N]; the
   * first token always stays.
   */
  float[] keep(List<LabelledRow> batch) {
    int length = longest(batch);
    float[] keep = new float[Math.multiplyExact(batch.size(), length)];
    for (int i = 0; i < keep.length; i++) {
      boolean drop = random.nextDouble() < wordDropout && i % length != 0;
      keep[i] = drop ? 0 : 1;
    }
    return keep;
  }

  /** Passes over whole epochs that were trained already. */
  void skipEpochs(int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      nextEpoch().forEach(this::keep);
    }
  }

  static int longest(List<LabelledRow> batch) {
    return batch.stream().map(LabelledRow::text).mapToInt(TokenizedText::length).max().orElse(0);
  }
}
