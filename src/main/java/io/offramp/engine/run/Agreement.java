// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;

/**
 * On how many rows two runs of a model say the same.
 *
 * @param same rows on which they do
 * @param rows rows that were compared
 */
public record Agreement(int same, int rows) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing was compared. */
  public static final Agreement NONE = new Agreement(0, 0);

  /** Checks that the numbers can be. */
  public Agreement {
    if (same < 0 || same > rows) {
      throw new IllegalArgumentException(
          "Cannot agree on %d of %d rows (must be in 0..%d)".formatted(same, rows, rows));
    }
  }

  /** The share of rows on which they agree, in [0,1]; empty if none was compared. */
  public OptionalDouble share() {
    return rows == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) same / rows);
  }

  /** {@link #ofAnswers(List, List, Reading)} of a model of one label a row. */
  static Agreement ofAnswers(List<ExitAnswer> one, List<ExitAnswer> other) {
    return ofAnswers(one, other, SingleLabelReading.INSTANCE);
  }

  /** Rows agree that are answered alike at the same exit; confidences may differ. */
  static Agreement ofAnswers(List<ExitAnswer> one, List<ExitAnswer> other, Reading reading) {
    return of(one, other, (a, b) -> reading.agree(a, b) && a.exit() == b.exit());
  }

  /**
   * {@link #ofEveryExit(List, List, Reading)} of a model of one label a row: the most probable
   * class counts, the lowest-numbered among equally probable ones.
   */
  static Agreement ofEveryExit(List<float[][]> one, List<float[][]> other) {
    return ofEveryExit(one, other, SingleLabelReading.INSTANCE);
  }

  /**
   * Rows agree at an exit that are answered alike there; the exit with the fewest counts.
   *
   * @param one probabilities [K][C] of each row
   * @param other of the same rows
   * @param reading how they are read
   */
  static Agreement ofEveryExit(List<float[][]> one, List<float[][]> other, Reading reading) {
    int exits = one.isEmpty() ? 0 : one.get(0).length;
    Agreement worst = null;
    for (int exit = 0; exit < exits; exit++) {
      int at = exit;
      Agreement here = of(one, other, (a, b) -> reading.agree(a[at], b[at]));
      worst = worst == null || here.same < worst.same ? here : worst;
    }
    return worst == null ? NONE : worst;
  }

  private static <A> Agreement of(List<A> one, List<A> other, BiPredicate<A, A> alike) {
    if (one.size() != other.size()) {
      throw new IllegalArgumentException(
          "Cannot compare %d rows with %d (must be the same rows)"
              .formatted(one.size(), other.size()));
    }
    int same = 0;
    Iterator<A> others = other.iterator();
    for (A row : one) {
      same += alike.test(row, others.next()) ? 1 : 0;
    }
    return new Agreement(same, one.size());
  }
}
