// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.text.TokenizedText;
import java.util.List;

/**
 * A tokenised row and its labels.
 *
 * @param text tokens, special tokens included
 * @param labels indexes into the label list, from 0, ascending; one, or where several may apply any
 *     number of them; of a regression none
 * @param number the label of a regression; else NaN
 */
public record LabelledRow(TokenizedText text, List<Integer> labels, double number) {
  /** Copies the list. */
  public LabelledRow {
    labels = List.copyOf(labels);
  }

  /** A row whose labels are no numbers. */
  public LabelledRow(TokenizedText text, List<Integer> labels) {
    this(text, labels, Double.NaN);
  }

  /** A row of a regression. */
  public static LabelledRow ofNumber(TokenizedText text, double number) {
    return new LabelledRow(text, List.of(), number);
  }

  /** A row of one label. */
  public LabelledRow(TokenizedText text, int label) {
    this(text, List.of(label));
  }

  /**
   * The index of the one label.
   *
   * @throws IllegalStateException if there is another number of them
   */
  public int label() {
    if (labels.size() != 1) {
      throw new IllegalStateException("Cannot name one label of " + labels);
    }
    return labels.get(0);
  }
}
