// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.signal.LabelSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cells of a trace where several labels may apply: of probabilities, which do not sum to 1, an
 * answer is made, the set and how sure the exit is of it; calibration takes each set as a class.
 */
final class SetCells extends MatrixCells {
  private static final long serialVersionUID = 1L;

  private final int labels;
  private final SetNames names;

  /**
   * @param exits K
   * @param labels the model's labels, by class
   * @param matrix index of the column with the probabilities
   */
  SetCells(int exits, List<String> labels, int matrix) {
    super(exits, matrix);
    this.labels = labels.size();
    this.names = new SetNames(labels);
  }

  @Override
  void read(Object cell, RowBlockBuilder block, NameCodes classes) throws BadRow {
    float[][] probabilities = MatrixCell.read(cell);
    if (probabilities.length != exits) {
      throw new BadRow(
          "it has %d exits (must be %d as the header says; trace again)"
              .formatted(probabilities.length, exits));
    }
    for (int exit = 0; exit < exits; exit++) {
      if (probabilities[exit].length != labels) {
        throw new BadRow(
            "exit %d has %d probabilities (must be %d, one for each label as the header says; trace again)"
                .formatted(exit + 1, probabilities[exit].length, labels));
      }
      LabelSet answer = LabelSet.of(probabilities[exit]);
      block.cell(exit, classes.code(names.of(answer.labels()), "the answer"), answer.sureness());
    }
  }

  @Override
  public @Nullable Object label(@Nullable Object cell) throws BadRow {
    if (cell == null) {
      return null;
    }
    return names.find(cell).orElseThrow(() -> new BadRow(names.refusal(cell)));
  }
}
