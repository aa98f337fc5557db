// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

/**
 * What a {@code config.json} calls an encoder's sizes.
 *
 * @param width of hidden states
 * @param layers number of blocks
 * @param heads attention heads
 * @param feedForwardWidth inner width of a block's feed-forward part
 * @param activation between its two layers
 */
record SizeNames(
    String width, String layers, String heads, String feedForwardWidth, String activation) {
  /** BERT's, which most families kept. */
  static final SizeNames BERT =
      new SizeNames(
          "hidden_size",
          "num_hidden_layers",
          "num_attention_heads",
          "intermediate_size",
          "hidden_act");
}
