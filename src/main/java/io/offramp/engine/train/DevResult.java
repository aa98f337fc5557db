// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import java.util.ArrayList;
import java.util.List;

/**
 * Every exit's logits on the dev rows.
 *
 * @param logits by exit, by row, by class
 * @param answers the rows' labels, in the same order: one, or where several may apply any number
 * @param numbers the rows' labels of a regression, standardised as the logits are; else NaN
 * @param task what exits say of a row
 */
record DevResult(
    List<List<float[]>> logits, List<List<Integer>> answers, List<Double> numbers, Task task) {

  /** Of rows with one label each. */
  DevResult(List<List<float[]>> logits, List<Integer> labels) {
    this(logits, labels.stream().map(List::of).toList(), List.of(), Task.SINGLE_LABEL);
  }

  /**
   * Runs the rows.
   *
   * @param beforeBatch is run before each batch, and may end it all
   */
  static DevResult of(
      TorchModule module,
      EncoderShape shape,
      List<LabelledRow> rows,
      int batchSize,
      int paddingId,
      Runnable beforeBatch) {
    List<List<float[]>> logits = new ArrayList<>();
    for (int exit = 0; exit < shape.exits(); exit++) {
      logits.add(new ArrayList<>());
    }
    List<List<Integer>> answers = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    for (List<LabelledRow> rowsOfBatch : LengthBatches.sorted(rows, batchSize)) {
      beforeBatch.run();
      try (NDManager scope = module.newScope()) {
        List<TokenizedText> texts = rowsOfBatch.stream().map(LabelledRow::text).toList();
        TokenBatch batch = TokenBatch.of(texts, paddingId, scope);
        Shape ids = batch.ids().getShape();
        NDArray keep = scope.ones(new Shape(ids.get(0), ids.get(1), 1));
        float[] all =
            module
                .call("exit_logits", batch.ids(), batch.types(), batch.mask(), keep)
                .toFloatArray();
        split(all, shape.outputs(), logits, rowsOfBatch.size());
      }
      for (LabelledRow row : rowsOfBatch) {
        answers.add(row.labels());
        numbers.add(shape.numbers().standardised(row.number()));
      }
    }
    return new DevResult(logits, answers, numbers, shape.task());
  }

  private static void split(float[] all, int classes, List<List<float[]>> logits, int rows) {
    int start = 0;
    for (List<float[]> exit : logits) {
      for (int row = 0; row < rows; row++) {
        float[] one = new float[classes];
        System.arraycopy(all, start, one, 0, classes);
        exit.add(one);
        start += classes;
      }
    }
  }

  /** The one label of each row. */
  List<Integer> labels() {
    return answers.stream().map(labels -> labels.get(0)).toList();
  }

  /** Share of rows that each exit labels right: of a set, all of it; of a regression R². */
  List<Double> accuracy() {
    if (task == Task.REGRESSION) {
      return logits.stream().map(exit -> NumberScores.r2(exit, numbers)).toList();
    }
    List<Double> accuracies = new ArrayList<>();
    for (List<float[]> exit : logits) {
      int right = 0;
      for (int row = 0; row < answers.size(); row++) {
        if (said(exit.get(row)).equals(answers.get(row))) {
          right++;
        }
      }
      accuracies.add(right / (double) answers.size());
    }
    return accuracies;
  }

  /**
   * Each exit's temperature of least cross-entropy; of a regression what its spreads are to be
   * multiplied by.
   */
  List<Double> temperatures() {
    if (task == Task.REGRESSION) {
      return logits.stream().map(exit -> NumberScores.spread(exit, numbers)).toList();
    }
    if (task == Task.MULTI_LABEL) {
      return logits.stream().map(exit -> TemperatureScaling.fitSets(exit, answers)).toList();
    }
    List<Integer> labels = labels();
    return logits.stream().map(exit -> TemperatureScaling.fit(exit, labels)).toList();
  }

  private List<Integer> said(float[] values) {
    return switch (task) {
      case SINGLE_LABEL -> List.of(CalibrationError.argMax(values));
      case MULTI_LABEL -> LabelSets.ofLogits(values);
      case REGRESSION -> throw new IllegalStateException("Cannot label by a number");
    };
  }
}
