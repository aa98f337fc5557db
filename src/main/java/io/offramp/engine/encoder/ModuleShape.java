// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.HashSet;
import java.util.List;

/**
 * What is known of a TorchScript module of the user's own: how it is called, not what it computes.
 *
 * @param vocabularySize number of token ids
 * @param maxLength most tokens a row may have, special tokens included
 * @param width W of hidden states
 * @param exitLayers the layers (1-based, ascending) after which an exit stands; the last is the
 *     last layer
 * @param classes number of labels C
 * @param precisions what it takes hidden states in, {@link Precision#FP32} or {@link
 *     Precision#BF16}; float32 first if it is among them
 */
public record ModuleShape(
    int vocabularySize,
    int maxLength,
    int width,
    List<Integer> exitLayers,
    int classes,
    List<Precision> precisions)
    implements Architecture {

  /**
   * Checks every size.
   *
   * @throws IllegalArgumentException naming the size, its value and what it must be
   */
  public ModuleShape {
    exitLayers = List.copyOf(exitLayers);
    atLeast("vocabulary size", vocabularySize, 1);
    atLeast("maximum length", maxLength, 3);
    atLeast("width", width, 1);
    atLeast("classes", classes, 1);
    if (exitLayers.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot describe a module without exits (must have one at least)");
    }
    int previous = 0;
    for (int layer : exitLayers) {
      if (layer <= previous) {
        throw new IllegalArgumentException(
            "Cannot place exits after layers %s (must ascend from 1)".formatted(exitLayers));
      }
      previous = layer;
    }
    boolean known = !precisions.contains(Precision.FP16);
    if (precisions.isEmpty() || !known || new HashSet<>(precisions).size() != precisions.size()) {
      throw new IllegalArgumentException(
          "Cannot describe a module that computes in %s (must be fp32, bf16 or both)"
              .formatted(precisions.stream().map(Precision::id).toList()));
    }
    precisions = precisions.stream().sorted().toList();
  }

  /** Its exits give probabilities that sum to 1: the contract knows no other. */
  @Override
  public Task task() {
    return Task.SINGLE_LABEL;
  }

  private static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Cannot describe a module with %s %d (must be at least %d)"
              .formatted(what, value, least));
    }
  }
}
