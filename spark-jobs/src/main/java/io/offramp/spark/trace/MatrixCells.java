// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * Cells of rows that have the answers of all exits in one column, as traces that Offramp wrote
 * have.
 */
abstract class MatrixCells implements CellReader {
  private static final long serialVersionUID = 1L;

  final int exits;
  private final int matrix;

  /**
   * @param exits K
   * @param matrix index of the column
   */
  MatrixCells(int exits, int matrix) {
    this.exits = exits;
    this.matrix = matrix;
  }

  @Override
  public final double[] exits() {
    return IntStream.rangeClosed(1, exits).asDoubleStream().toArray();
  }

  @Override
  public boolean probabilities() {
    return false;
  }

  @Override
  public final boolean read(Row row, RowBlockBuilder block, NameCodes classes) throws BadRow {
    Object cell = row.get(matrix);
    if (ClassName.isMissing(cell)) {
      requireNotRun(row);
      return false;
    }
    read(cell, block, classes);
    return true;
  }

  /**
   * Writes a row's K cells.
   *
   * @param cell that is not missing
   */
  abstract void read(Object cell, RowBlockBuilder block, NameCodes classes) throws BadRow;

  /**
   * Looks at a row without answers: in every trace that Offramp wrote, it was not run.
   *
   * @throws BadRow if that cannot be the reason
   */
  void requireNotRun(Row row) throws BadRow {}
}
