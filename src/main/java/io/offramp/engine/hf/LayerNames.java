// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

/**
 * What a checkpoint calls the parts of a transformer block, after the block's own name; {@code
 * .weight} and {@code .bias} follow.
 *
 * @param query its weight is [W,W]
 * @param key likewise
 * @param value likewise
 * @param attentionOutput the layer that mixes heads
 * @param attentionNorm the norm after it
 * @param feedForwardIn [F,W]
 * @param feedForwardOut [W,F]
 * @param feedForwardNorm the block's last norm
 */
record LayerNames(
    String query,
    String key,
    String value,
    String attentionOutput,
    String attentionNorm,
    String feedForwardIn,
    String feedForwardOut,
    String feedForwardNorm) {
  /** BERT's, which most families kept. */
  static final LayerNames BERT =
      new LayerNames(
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");
}
