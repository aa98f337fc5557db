// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.signal.ExitEvidence;
import org.apache.spark.sql.Row;

/** Cells of a trace with probabilities; weighs them, so that the driver need not. */
final class ProbabilityCells extends MatrixCells {
  private static final long serialVersionUID = 1L;
  private static final double SUM_TOLERANCE = 1e-3;

  private final int classes;
  private final int error;
  private final boolean own;

  /**
   * @param exits K
   * @param classes C
   * @param matrix index of the column with the probabilities
   * @param error index of the column that says why a row could not be run; negative: none
   * @param own whether Offramp wrote the trace: then every row without probabilities was not run
   */
  ProbabilityCells(int exits, int classes, int matrix, int error, boolean own) {
    super(exits, matrix);
    this.classes = classes;
    this.error = error;
    this.own = own;
  }

  @Override
  public boolean probabilities() {
    return true;
  }

  @Override
  void read(Object cell, RowBlockBuilder block, NameCodes names) throws BadRow {
    float[][] probabilities = MatrixCell.read(cell);
    if (probabilities.length != exits) {
      throw new BadRow(
          "it has %d exits (must be %d%s)".formatted(probabilities.length, exits, others()));
    }
    for (int exit = 0; exit < exits; exit++) {
      check(probabilities[exit], exit + 1);
      block.cell(exit, ExitEvidence.of(probabilities[exit]));
    }
  }

  @Override
  void requireNotRun(Row row) throws BadRow {
    if (!own && (error < 0 || ClassName.isMissing(row.get(error)))) {
      throw new BadRow("its probabilities are missing (must be an array for each exit)");
    }
  }

  private void check(float[] probabilities, int exit) throws BadRow {
    if (probabilities.length != classes) {
      throw new BadRow(
          "exit %d has %d probabilities (must be %d, one for each class%s)"
              .formatted(exit, probabilities.length, classes, others()));
    }
    double sum = 0;
    for (float p : probabilities) {
      sum += p;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new BadRow(
          "the probabilities of exit %d sum to %s (must be 1 to within %s; compute the softmax in float32)"
              .formatted(exit, (float) sum, SUM_TOLERANCE));
    }
  }

  private String others() {
    return own ? " as the header says; trace again" : " as other rows have";
  }
}
