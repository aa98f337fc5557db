// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.signal.ExitEvidence;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What every exit answered on every row, and the labels that are known; immutable.
 *
 * <p>Of an exit's C probabilities only what signals, losses and costs depend on is kept: the
 * predicted class, its probability, the margin to the second class and the certainty. That keeps a
 * row at 16K + 4 bytes whatever C is. A trace made of {@linkplain TraceBuilder#addAnswers answers}
 * without full probabilities has no margins and no certainties, and takes 8K + 4 bytes a row: ten
 * million rows of twelve exits take 1 GB.
 *
 * <p>The predicted class is the most probable one, the lowest-numbered among equals.
 *
 * <p>Where exits answer with {@linkplain #ofNumbers numbers}, there are no classes: two answers are
 * the same, and an answer is right, if they are no farther apart than a tolerance. An answer may
 * then be right though it is not the last exit's, which is right, too; or be the last exit's, and
 * one of them right and the other one wrong.
 */
public final class Trace {
  private final ExitCosts costs;
  private final int classes;
  private final Answers answers;
  private final RowStore store;

  Trace(ExitCosts costs, int classes, Answers answers, RowStore store) {
    this.costs = costs;
    this.classes = classes;
    this.answers = answers;
    this.store = store;
  }

  /**
   * Starts a trace.
   *
   * @param costs the costs of the K exits whose answers will be added
   * @param classes the number of classes C &ge; 1
   * @throws TraceException if there is no class
   */
  public static TraceBuilder builder(ExitCosts costs, int classes) {
    if (classes < 1) {
      throw new TraceException(
          "Cannot build a trace of %d classes (must be 1 or more)".formatted(classes));
    }
    return new TraceBuilder(costs, classes, Answers.CLASSES);
  }

  /**
   * Starts a trace of exits that answer with numbers: its rows are those of {@link
   * TraceBuilder#addNumbers}.
   *
   * @param costs the costs of the K exits whose answers will be added
   * @param tolerance how far apart two numbers may be that count as the same, in their unit
   * @throws TraceException if the tolerance is not positive and finite
   */
  public static TraceBuilder ofNumbers(ExitCosts costs, double tolerance) {
    return new TraceBuilder(costs, 0, Answers.within(tolerance));
  }

  /** The number of rows, labelled or not. */
  public int rows() {
    return store.rows();
  }

  /** The number of rows whose label is known. */
  public int labelledRows() {
    return store.labelledRows();
  }

  /** The number of exits, K. */
  public int exits() {
    return costs.exits();
  }

  /** How far apart two numbers may be that count as the same; empty: answers are classes. */
  public OptionalDouble tolerance() {
    return answers.tolerance();
  }

  /** The number of classes, C; 0 if answers are numbers. */
  public int classes() {
    return classes;
  }

  /**
   * Whether rows were added with full probabilities, so that margins and certainties are known;
   * true of a trace without rows.
   */
  public boolean hasProbabilities() {
    return store.hasProbabilities();
  }

  /** The costs of the exits. */
  public ExitCosts costs() {
    return costs;
  }

  /**
   * The label of a row, in 0..C-1, if it is known; of a number its {@linkplain #number(int) code}.
   *
   * @param row 0..rows-1
   */
  public OptionalInt label(int row) {
    int label = store.label(Objects.checkIndex(row, rows()));
    return label == RowStore.UNLABELLED ? OptionalInt.empty() : OptionalInt.of(label);
  }

  /**
   * Whether the label of a row is known.
   *
   * @param row 0..rows-1
   */
  public boolean hasLabel(int row) {
    return store.label(Objects.checkIndex(row, rows())) != RowStore.UNLABELLED;
  }

  /**
   * Whether two answers are the same, or a label is met by an answer.
   *
   * @param one a class, or a number's code, as {@link #prediction} and {@link #label} give it
   * @param other likewise
   */
  public boolean isSame(int one, int other) {
    return answers.same(one, other);
  }

  /**
   * The number that a code stands for, where answers are numbers: a float32.
   *
   * @param code a {@link #prediction} or a {@link #label}
   */
  public float number(int code) {
    return Answers.number(code);
  }

  /**
   * Whether the label of a row is known and an exit meets it.
   *
   * @param row 0..rows-1
   * @param exit 1..K
   */
  public boolean isRight(int row, int exit) {
    int label = store.label(Objects.checkIndex(row, rows()));
    return label != RowStore.UNLABELLED && isSame(prediction(row, exit), label);
  }

  /**
   * Whether two exits say the same of a row.
   *
   * @param row 0..rows-1
   * @param one 1..K
   * @param other 1..K
   */
  public boolean agree(int row, int one, int other) {
    return isSame(prediction(row, one), prediction(row, other));
  }

  /**
   * The class an exit predicts, in 0..C-1; of a number its {@linkplain #number(int) code}.
   *
   * @param row 0..rows-1
   * @param exit 1..K
   */
  public int prediction(int row, int exit) {
    return store.prediction(Objects.checkIndex(row, rows()), checkExit(exit) - 1);
  }

  /**
   * The predicted class's probability at an exit, or the confidence the row was added with, in
   * [0,1].
   *
   * @param row 0..rows-1
   * @param exit 1..K
   */
  public float maxProbability(int row, int exit) {
    return store.maxProbability(Objects.checkIndex(row, rows()), checkExit(exit) - 1);
  }

  /**
   * The greatest minus the second-greatest probability at an exit, in [0,1]; 1 for one class.
   *
   * @param row 0..rows-1
   * @param exit 1..K
   * @throws TraceException if the trace has no probabilities
   */
  public float margin(int row, int exit) {
    requireProbabilities("margin", exit);
    return store.margin(Objects.checkIndex(row, rows()), checkExit(exit) - 1);
  }

  /**
   * 1 - H / ln C for the entropy H of an exit's probabilities, in [0,1]; 1 for one class.
   *
   * @param row 0..rows-1
   * @param exit 1..K
   * @throws TraceException if the trace has no probabilities
   */
  public float certainty(int row, int exit) {
    requireProbabilities("certainty", exit);
    return store.certainty(Objects.checkIndex(row, rows()), checkExit(exit) - 1);
  }

  /**
   * What an exit says of a row; margin and certainty are NaN if the trace has no probabilities.
   *
   * @param row 0..rows-1
   * @param exit 1..K
   */
  public ExitEvidence evidence(int row, int exit) {
    return store.evidence(Objects.checkIndex(row, rows()), checkExit(exit) - 1);
  }

  /** The rows whose label is known, in their order, as a trace of their own. */
  public Trace labelledOnly() {
    if (labelledRows() == rows()) {
      return this;
    }
    return only(IntStream.range(0, rows()).filter(this::hasLabel).toArray());
  }

  /**
   * Some of the rows as a trace of their own.
   *
   * @param rows of this trace, in the order in which the new one is to have them
   */
  public Trace only(int[] rows) {
    RowStore some = new RowStore(exits(), hasProbabilities());
    for (int row : rows) {
      some.copy(store, Objects.checkIndex(row, rows()));
    }
    return new Trace(costs, classes, answers, some);
  }

  /**
   * The share of labelled rows on which an exit predicts the label, in [0,1].
   *
   * @param exit 1..K
   * @throws TraceException if no row is labelled
   */
  public double accuracy(int exit) {
    checkExit(exit);
    if (labelledRows() == 0) {
      throw new TraceException(
          ("Cannot compute accuracy at exit %d: 0 of %d rows are labelled (must be at "
                  + "least 1; agreement needs no labels)")
              .formatted(exit, rows()));
    }
    int right = 0;
    for (int row = 0; row < rows(); row++) {
      if (isRight(row, exit)) {
        right++;
      }
    }
    return (double) right / labelledRows();
  }

  /**
   * The share of all rows on which an exit predicts what exit K predicts, in [0,1].
   *
   * @param exit 1..K
   * @throws TraceException if there is no row
   */
  public double agreement(int exit) {
    checkExit(exit);
    if (rows() == 0) {
      throw new TraceException(
          "Cannot compute agreement at exit %d: the trace has 0 rows (must be at least 1)"
              .formatted(exit));
    }
    int same = 0;
    for (int row = 0; row < rows(); row++) {
      if (agree(row, exit, exits())) {
        same++;
      }
    }
    return (double) same / rows();
  }

  private void requireProbabilities(String what, int exit) {
    if (!hasProbabilities()) {
      throw new TraceException(
          ("Cannot look at the %s of exit %d: the trace has predictions and confidences only (must"
                  + " have all class probabilities; add them, or use the max-probability)")
              .formatted(what, exit));
    }
  }

  private int checkExit(int exit) {
    if (exit < 1 || exit > exits()) {
      throw new IndexOutOfBoundsException(
          "Cannot look at exit %d (must be in 1..%d)".formatted(exit, exits()));
    }
    return exit;
  }
}
