// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.Optional;

/**
 * How to certify with few labels, in two steps.
 *
 * @param budget the greatest number of labels to ask for
 * @param toLabel file to write the rows to that need a label: the first step
 * @param labels table of their labels: the second step
 */
public record LabelBudgetRequest(int budget, Optional<String> toLabel, Optional<String> labels) {
  /**
   * Checks that it is one step.
   *
   * @throws IllegalArgumentException if the budget is not positive, or both files or none are given
   */
  public LabelBudgetRequest {
    if (budget < 1) {
      throw new IllegalArgumentException(
          "Cannot use --label-budget %d (must be 1 or more)".formatted(budget));
    }
    if (toLabel.isPresent() == labels.isPresent()) {
      throw new IllegalArgumentException(
          "Cannot use --label-budget: give --to-label FILE to learn which rows to label, then, with the same options, --labels FILE");
    }
  }
}
