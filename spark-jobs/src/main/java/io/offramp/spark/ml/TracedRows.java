// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Brings the answers of a data set's rows to the driver, in the order of its partitions. */
final class TracedRows {
  private TracedRows() {}

  /**
   * The rows as a trace.
   *
   * @param rows with the columns that {@code cells} reads
   * @param label index of the column with the label; negative: none
   * @param classes names of the classes of probabilities, by index; none if labels are indexes
   * @param costs what a row costs by exit, in any unit; none for k/K at exit k
   * @throws IllegalArgumentException if there is no row with answers, or one cannot be used
   */
  static Trace read(
      Dataset<Row> rows, TracedCells cells, int label, String[] classes, double[] costs) {
    List<TracedBlock> blocks = new ArrayList<>();
    for (TracedPart part :
        rows.javaRDD().mapPartitions(new CollectTraces(cells, label, classes)).collect()) {
      if (part.problem() != null) {
        throw new IllegalArgumentException("Cannot use the rows: " + part.problem());
      }
      TracedBlock block = part.block();
      if (block != null) {
        blocks.add(block);
      }
    }
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot calibrate on rows of which none has answers (must be at least 1; trace some first)");
    }
    TracedBlock first = blocks.get(0);
    if (classes.length > 0 && first.hasProbabilities() && first.classCount() != classes.length) {
      throw new IllegalArgumentException(
          "Cannot use classes %s: they are %d (must be %d, one for each probability of an exit)"
              .formatted(Arrays.toString(classes), classes.length, first.classCount()));
    }
    return trace(blocks, costs);
  }

  private static Trace trace(List<TracedBlock> blocks, double[] costs) {
    TracedBlock first = blocks.get(0);
    Map<Object, Integer> classes = new LinkedHashMap<>();
    for (TracedBlock block : blocks) {
      requireSame("exits", block.exits(), first.exits());
      requireSame("probabilities at an exit", block.classCount(), first.classCount());
      block.classes().forEach(key -> classes.putIfAbsent(key, classes.size()));
    }
    int count = first.hasProbabilities() ? first.classCount() : classes.size();
    TraceBuilder trace = Trace.builder(fractions(costs, first.exits()), count);
    for (TracedBlock block : blocks) {
      if (block.hasProbabilities()) {
        addEvidence(trace, block);
      } else {
        addAnswers(trace, block, block.classes().stream().mapToInt(classes::get).toArray());
      }
    }
    return trace.build();
  }

  private static void requireSame(String what, int found, int others) {
    if (found != others) {
      throw new IllegalArgumentException(
          "Cannot use the rows: one has %d %s (must be %d, as other rows have)"
              .formatted(found, what, others));
    }
  }

  private static void addEvidence(TraceBuilder trace, TracedBlock block) {
    ExitEvidence[] evidence = new ExitEvidence[block.exits()];
    for (int row = 0; row < block.rows(); row++) {
      for (int exit = 0; exit < evidence.length; exit++) {
        evidence[exit] = block.evidence(row, exit);
      }
      int label = block.label(row);
      trace.addEvidence(label < 0 ? OptionalInt.empty() : OptionalInt.of(label), evidence);
    }
  }

  private static void addAnswers(TraceBuilder trace, TracedBlock block, int[] classes) {
    int[] predictions = new int[block.exits()];
    float[] confidences = new float[block.exits()];
    for (int row = 0; row < block.rows(); row++) {
      for (int exit = 0; exit < predictions.length; exit++) {
        predictions[exit] = classes[block.prediction(row, exit)];
        confidences[exit] = block.maxProbability(row, exit);
      }
      int label = block.label(row);
      trace.addAnswers(
          label < 0 ? OptionalInt.empty() : OptionalInt.of(classes[label]),
          predictions,
          confidences);
    }
  }

  private static ExitCosts fractions(double[] costs, int exits) {
    if (costs.length == 0) {
      return ExitCosts.of(
          IntStream.rangeClosed(1, exits).mapToDouble(k -> (double) k / exits).toArray());
    }
    if (costs.length != exits) {
      throw new IllegalArgumentException(
          "Cannot use %d costs (must be %d, one for each exit of the rows)"
              .formatted(costs.length, exits));
    }
    double last = costs[costs.length - 1];
    return ExitCosts.of(IntStream.range(0, exits).mapToDouble(k -> costs[k] / last).toArray());
  }
}
