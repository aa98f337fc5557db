// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows of a trace on which policies are measured, and which risk is meant. */
final class Measured {
  private static final int CHUNK = 1 << 16;

  private final Trace trace;
  private final int[] rows;
  private final Quantity risk;
  private final int labelled;
  private final int[] right; // by exit
  private final int[] agreeing;

  /**
   * Rows to measure on.
   *
   * @param rows of the trace, at least 1; not copied
   * @param risk accuracy drop or disagreement
   */
  Measured(Trace trace, int[] rows, Quantity risk) {
    this.trace = trace;
    this.rows = rows;
    this.risk = risk;
    this.right = new int[trace.exits()];
    this.agreeing = new int[trace.exits()];
    int known = 0;
    for (int row : rows) {
      known += trace.hasLabel(row) ? 1 : 0;
      for (int exit = 0; exit < right.length; exit++) {
        right[exit] += trace.isRight(row, exit + 1) ? 1 : 0;
        agreeing[exit] += trace.agree(row, exit + 1, right.length) ? 1 : 0;
      }
    }
    this.labelled = known;
  }

  Trace trace() {
    return trace;
  }

  int[] rows() {
    return rows;
  }

  int labelled() {
    return labelled;
  }

  Quantity risk() {
    return risk;
  }

  /** The accuracy of an exit 1..K, if labels are known. */
  Optional<Estimate> accuracy(int exit) {
    return labelled == 0
        ? Optional.empty()
        : Optional.of(Estimate.share(labelled, right[exit - 1]));
  }

  /** How often an exit 1..K answers as the last one. */
  Estimate agreement(int exit) {
    return Estimate.share(rows.length, agreeing[exit - 1]);
  }

  /** The risk that counts amount to, if there is a row to see it on. */
  Optional<Estimate> risk(LevelCounts counts) {
    if (risk != Quantity.ACCURACY_DROP) {
      return Optional.of(Estimate.share(counts.rows(), counts.differing()));
    }
    return counts.labelled() == 0
        ? Optional.empty()
        : Optional.of(Estimate.difference(counts.labelled(), counts.harmful(), counts.helpful()));
  }

  /** The accuracy of a policy of which the counts are, on all of the rows. */
  Optional<Estimate> accuracy(LevelCounts counts) {
    int rightAtLast = right[right.length - 1];
    return labelled == 0
        ? Optional.empty()
        : Optional.of(Estimate.share(labelled, rightAtLast - counts.harmful() + counts.helpful()));
  }

  /**
   * What thresholds do to the rows.
   *
   * @param bound that they were chosen for; null if for none
   * @param found whether they were chosen at all
   */
  Point point(ExitTable table, float[] thresholds, @Nullable Double bound, boolean found) {
    int exits = trace.exits();
    int[] leaving = new int[exits];
    int[] effects = new int[3]; // harmful, helpful, differing
    int chunks = (rows.length + CHUNK - 1) / CHUNK;
    IntStream.range(0, chunks)
        .parallel()
        .mapToObj(chunk -> count(table, thresholds, chunk))
        .forEachOrdered(
            counts -> {
              for (int exit = 0; exit < exits; exit++) {
                leaving[exit] += counts[exit];
              }
              for (int i = 0; i < effects.length; i++) {
                effects[i] += counts[exits + i];
              }
            });
    double cost = 0;
    double squares = 0;
    for (int exit = 0; exit < exits; exit++) {
      double each = table.costs().cost(exit + 1);
      cost += leaving[exit] * each;
      squares += leaving[exit] * each * each;
    }
    LevelCounts counts =
        new LevelCounts(rows.length, labelled, effects[0], effects[1], effects[2], cost, squares);
    Estimate meanCost = Estimate.cost(counts);
    return new Point(
        bound,
        found,
        thresholds(thresholds),
        Arrays.stream(leaving).boxed().toList(),
        Arrays.stream(leaving).mapToObj(n -> (double) n / rows.length).toList(),
        meanCost,
        meanCost.rest(),
        risk(counts).orElse(null),
        Estimate.share(rows.length, effects[2]),
        accuracy(counts).orElse(null));
  }

  private int[] count(ExitTable table, float[] thresholds, int chunk) {
    int exits = trace.exits();
    int[] counts = new int[exits + 3];
    int to = Math.min(rows.length, (chunk + 1) * CHUNK);
    for (int i = chunk * CHUNK; i < to; i++) {
      int exit = table.exit(thresholds, rows[i]);
      counts[exit]++;
      byte effect = table.effect(exit, rows[i]);
      if (effect != ExitTable.AGREES) {
        counts[exits + 2] += ExitTable.differs(effect) ? 1 : 0;
        counts[exits] += ExitTable.drop(effect) > 0 ? 1 : 0;
        counts[exits + 1] += ExitTable.drop(effect) < 0 ? 1 : 0;
      }
    }
    return counts;
  }

  private static List<@Nullable Double> thresholds(float[] thresholds) {
    List<@Nullable Double> all = new ArrayList<>();
    for (float threshold : thresholds) {
      all.add(threshold == Float.POSITIVE_INFINITY ? null : (Double) (double) threshold);
    }
    return all;
  }
}
