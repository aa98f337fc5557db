// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.List;

/**
 * The sizes that fix an encoder's tensors and methods.
 *
 * @param vocabularySize number of token ids
 * @param maxLength most tokens a row may have, special tokens included
 * @param tokenTypes number of token-type ids (2: first and second text of a pair)
 * @param width hidden width W
 * @param layers number of transformer blocks
 * @param heads attention heads; divides the width
 * @param feedForwardWidth inner width of a block's feed-forward part
 * @param exitLayers the layers (1-based, ascending) after which an exit stands; the last is {@code
 *     layers}
 * @param classes number of labels C
 * @param pooling how exits pool
 */
public record EncoderShape(
    int vocabularySize,
    int maxLength,
    int tokenTypes,
    int width,
    int layers,
    int heads,
    int feedForwardWidth,
    List<Integer> exitLayers,
    int classes,
    Pooling pooling) {

  /**
   * Checks every size.
   *
   * @throws IllegalArgumentException naming the size, its value and what it must be
   */
  public EncoderShape {
    exitLayers = List.copyOf(exitLayers);
    atLeast("vocabulary size", vocabularySize, 1);
    atLeast("maximum length", maxLength, 3);
    atLeast("token types", tokenTypes, 1);
    atLeast("width", width, 1);
    atLeast("layers", layers, 1);
    atLeast("heads", heads, 1);
    atLeast("feed-forward width", feedForwardWidth, 1);
    atLeast("classes", classes, 1);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "Cannot split width %d over %d heads (must divide evenly)".formatted(width, heads));
    }
    checkExits(exitLayers, layers);
  }

  private static void checkExits(List<Integer> exitLayers, int layers) {
    int previous = 0;
    for (int layer : exitLayers) {
      if (layer <= previous || layer > layers) {
        throw new IllegalArgumentException(
            "Cannot place exits after layers %s (must ascend within 1 to %d)"
                .formatted(exitLayers, layers));
      }
      previous = layer;
    }
    if (previous != layers) {
      throw new IllegalArgumentException(
          "Cannot place exits after layers %s (the last must be layer %d)"
              .formatted(exitLayers, layers));
    }
  }

  private static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Cannot build an encoder with %s %d (must be at least %d)".formatted(what, value, least));
    }
  }

  /** Number of exits K. */
  public int exits() {
    return exitLayers.size();
  }

  /** The layers of segment k (1-based): first, exclusive of the previous exit's, to last. */
  int firstLayer(int exit) {
    return exit == 1 ? 1 : exitLayers.get(exit - 2) + 1;
  }

  int lastLayer(int exit) {
    return exitLayers.get(exit - 1);
  }
}
