// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;

/** Every row through every segment: its answer is what each exit's head would be given. */
final class PooledExits implements WholeStages.Run<ExitFeatures> {
  private final EarlyExitModel model;
  private final EncoderShape shape;

  PooledExits(EarlyExitModel model) {
    this.model = model;
    this.shape = model.bundle().manifest().shape();
  }

  @Override
  public List<ExitFeatures> answers(List<TokenizedText> rows, int length, NDManager scope) {
    float[][][] pooled = new float[rows.size()][shape.exits()][];
    float[][] last = {};
    try (NDManager own = model.newScope()) {
      NDArray weights = weights(rows, length, own);
      NDArray hidden = model.start(rows, length, own);
      for (int exit = 1; exit <= shape.exits(); exit++) {
        EarlyExitModel.Step step;
        try (NDArray before = hidden) {
          step = model.step(exit, before, rows, length, own);
        }
        hidden = step.hidden();
        last = step.probabilities();
        float[] flat = pool(hidden, weights, shape.head(exit).pooling());
        for (int row = 0; row < rows.size(); row++) {
          pooled[row][exit - 1] = new float[shape.width()];
          System.arraycopy(flat, row * shape.width(), pooled[row][exit - 1], 0, shape.width());
        }
      }
    }
    List<ExitFeatures> answers = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      answers.add(new ExitFeatures(pooled[row], last[row], rows.get(row).length()));
    }
    return answers;
  }

  /** What multiplies a token's state in a mean [B,1,N]: 0 for padding. */
  private static NDArray weights(List<TokenizedText> rows, int length, NDManager scope) {
    float[] weights = new float[rows.size() * length];
    for (int row = 0; row < rows.size(); row++) {
      int tokens = rows.get(row).length();
      for (int token = 0; token < tokens; token++) {
        weights[row * length + token] = 1f / tokens;
      }
    }
    return scope.create(weights, new Shape(rows.size(), 1, length));
  }

  /** A row's W values each, row by row. */
  private static float[] pool(NDArray hidden, NDArray weights, Pooling pooling) {
    try (NDArray pooled =
        pooling == Pooling.MEAN ? weights.batchMatMul(hidden) : hidden.get(new NDIndex(":, 0"))) {
      return pooled.toFloatArray();
    }
  }
}
