// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import org.apache.spark.sql.Row;

/** Cells of a wide trace: for every exit a column with the confidence, one with the prediction. */
final class WideCells implements CellReader {
  private static final long serialVersionUID = 1L;

  private final double[] exits;
  private final String[] confidences;
  private final String[] predictions;
  private final int first;

  /**
   * @param first index of the first confidence; predictions stand behind the confidences
   */
  WideCells(ExitColumns columns, int first) {
    this.exits = columns.exits().stream().mapToDouble(Integer::doubleValue).toArray();
    this.confidences = columns.confidences().toArray(new String[0]);
    this.predictions = columns.predictions().toArray(new String[0]);
    this.first = first;
  }

  @Override
  public double[] exits() {
    return exits.clone();
  }

  @Override
  public boolean probabilities() {
    return false;
  }

  @Override
  public boolean read(Row row, RowBlockBuilder block, NameCodes classes) throws BadRow {
    for (int exit = 0; exit < exits.length; exit++) {
      float confidence = CellNumbers.unit(row.get(first + exit), confidences[exit]);
      int prediction = classes.code(row.get(first + exits.length + exit), predictions[exit]);
      if (prediction == NameCodes.MISSING) {
        throw new BadRow("%s is missing (must be a class)".formatted(predictions[exit]));
      }
      block.cell(exit, prediction, confidence);
    }
    return true;
  }
}
