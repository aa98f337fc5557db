// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

/**
 * Counts what a row costs, in floating-point operations (a multiply-add counts two).
 *
 * <p>Counted: the matrix products of the blocks (query, key, value, output, feed-forward: {@code
 * 8W² + 4WF} a token), attention scores and mixing ({@code 4NW} a token), and every head on the way
 * ({@code NW} for pooling, {@code 2WC}, {@code 2W²} where it has a hidden layer); where embeddings
 * are E wide, their projection ({@code 2EW} a token). Not counted: table look-ups, normalisation
 * and activations, which grow with the same N and W but are a few per cent.
 */
public final class EncoderFlops {
  private EncoderFlops() {}

  /**
   * FLOPs that one row of {@code tokens} tokens has spent when it leaves at {@code exit} (1-based):
   * all layers up to it, and every exit head passed.
   */
  public static long atExit(EncoderShape shape, int exit, int tokens) {
    long width = shape.width();
    long length = tokens;
    long block =
        length * (8 * width * width + 4 * width * shape.feedForwardWidth() + 4 * length * width);
    long spent = shape.lastLayer(exit) * block;
    if (shape.projectsEmbeddings()) {
      spent += length * 2 * width * shape.style().embeddingWidth();
    }
    for (int passed = 1; passed <= exit; passed++) {
      spent += length * width + 2 * width * shape.outputs();
      spent += shape.head(passed).hidden().isPresent() ? 2 * width * width : 0;
    }
    return spent;
  }

  /** Costs c_1..c_K: {@link #atExit} as fractions of the last exit's. */
  public static double[] costs(EncoderShape shape, int tokens) {
    double full = atExit(shape, shape.exits(), tokens);
    double[] costs = new double[shape.exits()];
    for (int exit = 1; exit <= costs.length; exit++) {
      costs[exit - 1] = atExit(shape, exit, tokens) / full;
    }
    return costs;
  }
}
