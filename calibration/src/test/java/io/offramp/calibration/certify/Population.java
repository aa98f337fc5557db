// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceFixtures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A finite set of equally likely rows of two classes, from which traces are drawn with replacement:
 * the risk and cost of any shared threshold are known exactly.
 */
final class Population {
  private final ExitCosts costs;
  private final List<Row> rows = new ArrayList<>();
  private final Map<Double, Truth> truths = new HashMap<>();

  /** What a threshold does to the whole population. */
  record Truth(double accuracyDrop, double harmfulFlips, double disagreement, double cost) {}

  private static final class Row {
    final int label;
    final int[] predictions;
    final float[] confidences;
    final float[][] probabilities;

    Row(int label, int[] predictions, float[] confidences) {
      this.label = label;
      this.predictions = predictions;
      this.confidences = confidences;
      this.probabilities = TraceFixtures.row(predictions, confidences, 2);
    }
  }

  Population(double... costs) {
    this.costs = ExitCosts.of(costs);
  }

  int exits() {
    return costs.exits();
  }

  /** Adds a row; confidences are above 1/2. */
  void add(int label, int[] predictions, float[] confidences) {
    rows.add(new Row(label, predictions, confidences));
  }

  Trace draw(int n, boolean labelled, Random random) {
    Trace.Builder builder = Trace.builder(costs, 2);
    for (int i = 0; i < n; i++) {
      Row row = rows.get(random.nextInt(rows.size()));
      builder.add(labelled ? OptionalInt.of(row.label) : OptionalInt.empty(), row.probabilities);
    }
    return builder.build();
  }

  Truth truth(double threshold) {
    return truths.computeIfAbsent(threshold, this::evaluate);
  }

  private Truth evaluate(double threshold) {
    int last = exits() - 1;
    int drop = 0;
    int harmful = 0;
    int different = 0;
    double cost = 0;
    for (Row row : rows) {
      int exit = 0;
      while (exit < last && row.confidences[exit] < threshold) {
        exit++;
      }
      boolean lastRight = row.predictions[last] == row.label;
      boolean exitRight = row.predictions[exit] == row.label;
      drop += (lastRight ? 1 : 0) - (exitRight ? 1 : 0);
      harmful += lastRight && !exitRight ? 1 : 0;
      different += row.predictions[exit] == row.predictions[last] ? 0 : 1;
      cost += costs.cost(exit + 1);
    }
    double n = rows.size();
    return new Truth(drop / n, harmful / n, different / n, cost / n);
  }
}
