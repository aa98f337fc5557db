// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.search.ExitTables;
import io.offramp.calibration.signal.RowSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * A finite set of equally likely rows, from which rows are drawn with replacement: the risk and the
 * cost of any thresholds on any signal are known exactly. They are counted here, row by row, by no
 * code of the module but the signals.
 */
public final class Population {
  private final ExitCosts costs;
  private final int size;
  private final double labelledShare;
  private final Trace trace; // the rows with labels, then the same rows without
  private final ExitTables tables;

  /** What thresholds do to the whole population, or to a part of it. */
  public record Truth(double accuracyDrop, double disagreement, double cost) {}

  private Population(ExitCosts costs, int size, double labelledShare, Trace trace) {
    this.costs = costs;
    this.size = size;
    this.labelledShare = labelledShare;
    this.trace = trace;
    this.tables = new ExitTables(trace);
  }

  /** Collects the rows of a population. */
  public static final class Builder {
    private final ExitCosts costs;
    private final TraceBuilder labelled;
    private final TraceBuilder unlabelled;

    /** A population of rows of so many classes. */
    public Builder(int classes, double... costs) {
      this.costs = ExitCosts.of(costs);
      this.labelled = Trace.builder(this.costs, classes);
      this.unlabelled = Trace.builder(this.costs, classes);
    }

    /** Adds a row by every exit's answer and confidence. */
    public Builder add(int label, int[] predictions, float... confidences) {
      labelled.addAnswers(OptionalInt.of(label), predictions, confidences);
      unlabelled.addAnswers(OptionalInt.empty(), predictions, confidences);
      return this;
    }

    /** All rows that are drawn have their label. */
    public Population build() {
      return build(1);
    }

    /** Of the rows that are drawn a share have their label. */
    public Population build(double labelledShare) {
      Trace first = labelled.build();
      Trace second = unlabelled.build();
      TraceBuilder both = Trace.builder(costs, first.classes());
      for (int row = 0; row < 2 * first.rows(); row++) {
        Trace from = row < first.rows() ? first : second;
        int place = row % first.rows();
        int[] predictions = new int[costs.exits()];
        float[] confidences = new float[costs.exits()];
        for (int exit = 0; exit < predictions.length; exit++) {
          predictions[exit] = from.prediction(place, exit + 1);
          confidences[exit] = from.maxProbability(place, exit + 1);
        }
        both.addAnswers(from.label(place), predictions, confidences);
      }
      return new Population(costs, first.rows(), labelledShare, both.build());
    }
  }

  /** Row numbers of {@link #set} drawn independently; as many have a label as share says. */
  int[] draw(int n, SplittableRandom random) {
    int[] rows = new int[n];
    long labelled = Math.round(labelledShare * n);
    for (int i = 0; i < n; i++) {
      int row = random.nextInt(size);
      rows[i] = i < labelled ? row : size + row;
    }
    return rows;
  }

  /** Rows by their numbers; a row that was drawn twice is there twice. */
  CalibrationSet set(int[] rows) {
    return new CalibrationSet(tables, rows);
  }

  /** Drawn rows as a trace of their own. */
  public Trace drawTrace(int n, long seed) {
    TraceBuilder builder = Trace.builder(costs, trace.classes());
    for (int row : draw(n, new SplittableRandom(seed))) {
      int[] predictions = new int[costs.exits()];
      float[] confidences = new float[costs.exits()];
      for (int exit = 0; exit < predictions.length; exit++) {
        predictions[exit] = trace.prediction(row, exit + 1);
        confidences[exit] = trace.maxProbability(row, exit + 1);
      }
      builder.addAnswers(trace.label(row), predictions, confidences);
    }
    return builder.build();
  }

  /** The rows of the whole population for which a condition on their number 0..size-1 holds. */
  Slice slice(String words, IntPredicate contains) {
    return new Slice(words, row -> contains.test(row % size));
  }

  /** What a choice does to the whole population. */
  public Truth truth(Choice choice) {
    return truth(choice, row -> true);
  }

  /** What a choice does to part of the population. */
  public Truth truth(Choice choice, IntPredicate part) {
    Signal signal = choice.signal();
    float[] thresholds = choice.thresholdArray();
    int last = costs.exits();
    int rows = 0;
    int drop = 0;
    int different = 0;
    int[] leaving = new int[last + 1];
    for (int row = 0; row < size; row++) {
      if (!part.test(row)) {
        continue;
      }
      RowSignal ofRow = signal.start();
      int exit = 1;
      while (exit < last && ofRow.next(trace.evidence(row, exit)) < thresholds[exit - 1]) {
        exit++;
      }
      int label = trace.label(row).orElseThrow();
      rows++;
      leaving[exit]++;
      drop += trace.prediction(row, last) == label ? 1 : 0;
      drop -= trace.prediction(row, exit) == label ? 1 : 0;
      different += trace.prediction(row, exit) == trace.prediction(row, last) ? 0 : 1;
    }
    double cost = 0;
    for (int exit = 1; exit <= last; exit++) {
      cost += leaving[exit] * costs.cost(exit);
    }
    return new Truth((double) drop / rows, (double) different / rows, cost / rows);
  }
}
