// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

/** Cells of a trace of a regression: of each exit a number, and how sure it is of that. */
final class NumberCells extends MatrixCells {
  private static final long serialVersionUID = 1L;

  /**
   * @param exits K
   * @param matrix index of the column with the numbers
   */
  NumberCells(int exits, int matrix) {
    super(exits, matrix);
  }

  @Override
  void read(Object cell, RowBlockBuilder block, NameCodes classes) throws BadRow {
    if (!(cell instanceof NestedNumbers answers) || answers.length() != exits) {
      throw new BadRow(
          "its answers are not %d pairs of number and confidence, as the header says (trace again)"
              .formatted(exits));
    }
    for (int exit = 0; exit < exits; exit++) {
      NestedNumbers.Numbers pair = answers.array(exit);
      if (pair == null || pair.length() != 2 || pair.isMissing(0) || pair.isMissing(1)) {
        throw new BadRow(
            "the answer of exit %d is no number with a confidence (trace again)"
                .formatted(exit + 1));
      }
      block.cell(
          exit,
          number(pair.number(0), exit),
          CellNumbers.unit(pair.number(1), "the confidence of exit " + (exit + 1)));
    }
  }

  private static int number(double number, int exit) throws BadRow {
    return CellNumbers.code(number)
        .orElseThrow(
            () ->
                new BadRow(
                    "the answer of exit %d is %s (must be finite; trace again)"
                        .formatted(exit + 1, number)));
  }
}
