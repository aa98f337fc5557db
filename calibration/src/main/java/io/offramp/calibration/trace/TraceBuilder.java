// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.words.Decimal;
import java.util.OptionalInt;

/**
 * Collects the rows of a {@link Trace}, all with probabilities or all without; not thread-safe. May
 * go on after {@link #build()}, which takes a snapshot.
 */
public final class TraceBuilder {
  private final ExitCosts costs;
  private final Answers answers;
  private final RowChecks checks;
  private RowStore store;

  TraceBuilder(ExitCosts costs, int classes, Answers answers) {
    this.costs = costs;
    this.answers = answers;
    this.checks = new RowChecks(costs.exits(), classes);
    this.store = new RowStore(costs.exits(), true);
  }

  /**
   * Adds a row of which every exit's probabilities are known.
   *
   * @param label the row's class in 0..C-1, if known
   * @param probabilities K arrays of C class probabilities, exit 1's first: each in [0,1], each
   *     array summing to 1 to within 1e-3; not kept
   * @return this
   * @throws TraceException naming the row (counted from 0), the exit and the value, if a number or
   *     a length is not as said, or if rows before have no probabilities; the row is then not added
   */
  public TraceBuilder add(OptionalInt label, float[][] probabilities) {
    checks.check(store.rows(), label, probabilities);
    storeOf(true).add(label.orElse(RowStore.UNLABELLED), probabilities);
    return this;
  }

  /**
   * Adds a row whose probabilities were weighed elsewhere, such as on another machine: the same as
   * adding the probabilities.
   *
   * @param label the row's class in 0..C-1, if known
   * @param evidence K times what {@link ExitEvidence#of} makes of an exit's probabilities, exit 1's
   *     first; not kept
   * @return this
   * @throws TraceException naming the row (counted from 0), the exit and the evidence, if a number
   *     or a length is not as said, or if rows before have no probabilities; the row is then not
   *     added
   */
  public TraceBuilder addEvidence(OptionalInt label, ExitEvidence[] evidence) {
    checks.check(store.rows(), label, evidence);
    storeOf(true).add(label.orElse(RowStore.UNLABELLED), evidence);
    return this;
  }

  /**
   * Adds a row of which only every exit's answer is known.
   *
   * @param label the row's class in 0..C-1, if known
   * @param predictions K classes in 0..C-1, exit 1's first; not kept
   * @param confidences K numbers in [0,1], how sure each exit is of its prediction, exit 1's first;
   *     they stand for max-probabilities; not kept
   * @return this
   * @throws TraceException naming the row (counted from 0), the exit and the value, if a number or
   *     a length is not as said, or if rows before have probabilities; the row is then not added
   */
  public TraceBuilder addAnswers(OptionalInt label, int[] predictions, float[] confidences) {
    checks.check(store.rows(), label, predictions, confidences);
    storeOf(false).add(label.orElse(RowStore.UNLABELLED), predictions, confidences);
    return this;
  }

  /**
   * Adds a row of which every exit says a number.
   *
   * @param label the row's number; NaN if it is not known
   * @param numbers K finite numbers, exit 1's first; not kept
   * @param confidences K numbers in [0,1], how sure each exit is of its number, exit 1's first;
   *     they stand for max-probabilities; not kept
   * @return this
   * @throws TraceException naming the row (counted from 0), the exit and the value, if a number or
   *     a length is not as said, answers are classes, or the label lies so far from 0 that steps of
   *     float32 there are more than a tenth of the tolerance; the row is then not added
   */
  public TraceBuilder addNumbers(float label, float[] numbers, float[] confidences) {
    if (!answers.areNumbers()) {
      throw new TraceException(
          "Cannot add row %d: its answers are numbers (must be classes, as the trace was begun; begin one of numbers)"
              .formatted(store.rows()));
    }
    checks.check(store.rows(), label, numbers, confidences);
    double tolerance = answers.tolerance().getAsDouble();
    if (!Float.isNaN(label) && !NearNumbers.isFineAt(label, tolerance)) {
      throw new TraceException(
          "Cannot add row %d: its label is %s, where float32 goes in steps of %s (must be at most a tenth of the tolerance, %s; subtract a constant from labels and numbers)"
              .formatted(store.rows(), label, Math.ulp(label), Decimal.of(tolerance)));
    }
    int[] codes = new int[numbers.length];
    for (int exit = 0; exit < codes.length; exit++) {
      codes[exit] = Answers.code(numbers[exit]);
    }
    storeOf(false)
        .add(Float.isNaN(label) ? RowStore.UNLABELLED : Answers.code(label), codes, confidences);
    return this;
  }

  private RowStore storeOf(boolean probabilities) {
    if (store.hasProbabilities() != probabilities) {
      if (store.rows() > 0) {
        throw new TraceException(
            ("Cannot add row %d %s probabilities: the rows before it were added %s (must be all"
                    + " of one kind; build two traces)")
                .formatted(
                    store.rows(),
                    probabilities ? "with" : "without",
                    probabilities ? "without" : "with"));
      }
      store = new RowStore(costs.exits(), probabilities);
    }
    return store;
  }

  /** The number of rows added so far. */
  public int rows() {
    return store.rows();
  }

  /** The trace of the rows added so far. */
  public Trace build() {
    return new Trace(costs, checks.classes(), answers, store.snapshot());
  }
}
