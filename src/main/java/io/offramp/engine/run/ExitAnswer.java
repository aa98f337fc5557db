// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.List;

/**
 * One row's answer.
 *
 * @param exit where the row left, 1-based
 * @param labels indexes of the labels that it was given, ascending: one, or where several may apply
 *     any number of them; of a regression none
 * @param confidence the predicted label's probability at that exit; where several may apply, how
 *     sure it is of the class that it is least sure of; of a number how sure it is of that
 * @param probabilities of the classes at that exit, where several labels may apply; of a regression
 *     the number alone; else none
 */
public record ExitAnswer(
    int exit, List<Integer> labels, double confidence, List<Float> probabilities) {
  /** Copies the lists. */
  public ExitAnswer {
    labels = List.copyOf(labels);
    probabilities = List.copyOf(probabilities);
  }

  /** The answer of a model of one label a row. */
  public ExitAnswer(int exit, int label, double confidence) {
    this(exit, List.of(label), confidence, List.of());
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

  /**
   * The number that a regression answers, in the labels' unit.
   *
   * @throws IllegalStateException if there is none
   */
  public double number() {
    if (!labels.isEmpty() || probabilities.size() != 1) {
      throw new IllegalStateException("Cannot name the number of " + this);
    }
    return probabilities.get(0);
  }
}
