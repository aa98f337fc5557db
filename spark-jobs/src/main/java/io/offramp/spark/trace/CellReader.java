// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Reads the answers of all exits of a row that is a whole sample. */
interface CellReader extends Serializable {
  /** The K exits' numbers, increasing. */
  double[] exits();

  /** Whether cells have margins and certainties. */
  boolean probabilities();

  /**
   * Writes the row's K cells.
   *
   * @return false if the row could not be run when the trace was made
   * @throws BadRow if a cell cannot be used
   */
  boolean read(Row row, RowBlockBuilder block, NameCodes classes) throws BadRow;

  /**
   * The name of the class in a row's label cell; null if it has none.
   *
   * @throws BadRow if the cell cannot be used
   */
  default @Nullable Object label(@Nullable Object cell) throws BadRow {
    return cell;
  }
}
