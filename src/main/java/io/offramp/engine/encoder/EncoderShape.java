// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Collections;
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
 * @param classes number of labels C; 0 while no exit was fitted to any; 1 of a regression
 * @param exitHeads how each exit turns hidden states into logits
 * @param style what the encoder does otherwise than BERT
 * @param task what exits say of a row
 * @param numbers where the labels of a regression lie
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
    List<ExitHead> exitHeads,
    EncoderStyle style,
    Task task,
    NumberScale numbers)
    implements Architecture {

  /**
   * Checks every size.
   *
   * @throws IllegalArgumentException naming the size, its value and what it must be
   */
  public EncoderShape {
    exitLayers = List.copyOf(exitLayers);
    exitHeads = List.copyOf(exitHeads);
    atLeast("vocabulary size", vocabularySize, 1);
    atLeast("maximum length", maxLength, 3);
    atLeast("token types", tokenTypes, 1);
    atLeast("width", width, 1);
    atLeast("layers", layers, 1);
    atLeast("heads", heads, 1);
    atLeast("feed-forward width", feedForwardWidth, 1);
    atLeast("classes", classes, 0);
    atLeast("embedding width", style.embeddingWidth(), 1);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "Cannot split width %d over %d heads (must divide evenly)".formatted(width, heads));
    }
    checkExits(exitLayers, layers);
    if (exitHeads.size() != exitLayers.size()) {
      throw new IllegalArgumentException(
          "Cannot put %d heads on %d exits (must be one an exit)"
              .formatted(exitHeads.size(), exitLayers.size()));
    }
    if (task == Task.REGRESSION && classes > 1) {
      throw new IllegalArgumentException(
          "Cannot tell %d numbers of a row (must be one)".formatted(classes));
    }
    if (task != Task.REGRESSION && !numbers.equals(NumberScale.UNIT)) {
      throw new IllegalArgumentException(
          "Cannot scale the labels of task %s (must be %s)"
              .formatted(task.id(), Task.REGRESSION.id()));
    }
  }

  /** BERT's style, and linear heads that all pool alike; one label a row. */
  public EncoderShape(
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
    this(
        vocabularySize,
        maxLength,
        tokenTypes,
        width,
        layers,
        heads,
        feedForwardWidth,
        exitLayers,
        classes,
        Collections.nCopies(exitLayers.size(), ExitHead.linear(pooling)),
        EncoderStyle.bert(width),
        Task.SINGLE_LABEL,
        NumberScale.UNIT);
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

  /** Any, for the engine has kernels of its own for it. */
  @Override
  public List<Precision> precisions() {
    return List.of(Precision.values());
  }

  /** The same encoder with exits that say something else of a row. */
  public EncoderShape withTask(Task other) {
    return withExits(exitLayers, exitHeads, classes, other);
  }

  /**
   * The same encoder with other exits; the labels of a regression are numbers as they are.
   *
   * @param places the layers after which exits stand
   * @param exits their heads
   * @param labels number of labels C
   * @param other what exits say of a row
   */
  public EncoderShape withExits(
      List<Integer> places, List<ExitHead> exits, int labels, Task other) {
    return copy(maxLength, places, labels, exits, other, NumberScale.UNIT);
  }

  /** The same encoder for rows of at most so many tokens. */
  public EncoderShape withMaxLength(int tokens) {
    return copy(tokens, exitLayers, classes, exitHeads, task, numbers);
  }

  /** The same regression of labels that lie elsewhere. */
  public EncoderShape withNumbers(NumberScale other) {
    return copy(maxLength, exitLayers, classes, exitHeads, task, other);
  }

  private EncoderShape copy(
      int tokens,
      List<Integer> places,
      int labels,
      List<ExitHead> exits,
      Task other,
      NumberScale scale) {
    return new EncoderShape(
        vocabularySize,
        tokens,
        tokenTypes,
        width,
        layers,
        heads,
        feedForwardWidth,
        places,
        labels,
        exits,
        style,
        other,
        scale);
  }

  /** How many numbers each head tells: the rows of its weights. */
  public int outputs() {
    return task.outputs(classes);
  }

  /** The head of an exit (1-based). */
  public ExitHead head(int exit) {
    return exitHeads.get(exit - 1);
  }

  /** Layers that have tensors of their own. */
  int storedLayers() {
    return style.sharedLayers() ? 1 : layers;
  }

  /** The layer (1-based) whose tensors a layer uses. */
  int storedLayer(int layer) {
    return style.sharedLayers() ? 1 : layer;
  }

  /** Whether a linear layer brings embeddings to the width of hidden states. */
  boolean projectsEmbeddings() {
    return style.embeddingWidth() != width;
  }

  /** The layers of segment k (1-based): first, exclusive of the previous exit's, to last. */
  int firstLayer(int exit) {
    return exit == 1 ? 1 : exitLayers.get(exit - 2) + 1;
  }

  int lastLayer(int exit) {
    return exitLayers.get(exit - 1);
  }
}
