// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.CalibrationError;
import io.offramp.engine.train.LabelSets;
import io.offramp.engine.train.TemperatureScaling;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How an exit does on the dev rows.
 *
 * @param temperature by which its logits are divided
 * @param accuracy share of the labelled rows that it labels right, of a set all of it; of numbers
 *     R²
 * @param agreement share of the rows of which it says what the last exit says; of numbers R²
 *     against its
 * @param errorBefore expected calibration error of its logits as they are; of sets there is none,
 *     as no confidence is about all of a set
 * @param errorAfter that of its logits divided by the temperature
 */
record DevScores(
    double temperature,
    OptionalDouble accuracy,
    double agreement,
    OptionalDouble errorBefore,
    OptionalDouble errorAfter) {

  /**
   * Scores of an exit with a new head, whose temperature is fitted here.
   *
   * @param exit from 1
   */
  static DevScores fitted(List<DevRow> rows, int exit, Task task) {
    if (task == Task.MULTI_LABEL) {
      List<List<Integer>> sets = rows.stream().map(DevRow::target).toList();
      double temperature = TemperatureScaling.fitSets(logits(rows, exit), sets);
      return scores(rows, exit, temperature, List.of(), task);
    }
    List<Integer> targets = targets(rows);
    return scores(rows, exit, TemperatureScaling.fit(logits(rows, exit), targets), targets, task);
  }

  private static List<Integer> targets(List<DevRow> rows) {
    return rows.stream().map(row -> row.target().get(0)).toList();
  }

  /**
   * Scores of the last exit, which keeps its head and its temperature.
   *
   * @param plan what the others were fitted to; against its own answers it has no error
   */
  static DevScores kept(List<DevRow> rows, int exit, double temperature, AttachPlan plan) {
    boolean compared = plan.targets() == ExitTargets.LABELS && plan.task() == Task.SINGLE_LABEL;
    return scores(rows, exit, temperature, compared ? targets(rows) : List.of(), plan.task());
  }

  private static DevScores scores(
      List<DevRow> rows, int exit, double temperature, List<Integer> truth, Task task) {
    List<float[]> logits = logits(rows, exit);
    OptionalDouble before = OptionalDouble.empty();
    OptionalDouble after = OptionalDouble.empty();
    if (!truth.isEmpty()) {
      before = OptionalDouble.of(CalibrationError.of(logits, truth, 1));
      after = OptionalDouble.of(CalibrationError.of(logits, truth, temperature));
    }
    return new DevScores(
        temperature, accuracy(rows, exit, task), agreement(rows, exit, task), before, after);
  }

  private static List<float[]> logits(List<DevRow> rows, int exit) {
    return rows.stream().map(row -> row.logits()[exit - 1]).toList();
  }

  private static OptionalDouble accuracy(List<DevRow> rows, int exit, Task task) {
    return rows.stream()
        .filter(DevRow::isLabelled)
        .mapToInt(row -> said(row, exit, task).equals(row.labels()) ? 1 : 0)
        .average();
  }

  private static double agreement(List<DevRow> rows, int exit, Task task) {
    return rows.stream()
        .mapToInt(row -> said(row, exit, task).equals(said(row, row.logits().length, task)) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static List<Integer> said(DevRow row, int exit, Task task) {
    float[] logits = row.logits()[exit - 1];
    return task == Task.MULTI_LABEL
        ? LabelSets.ofLogits(logits)
        : List.of(CalibrationError.argMax(logits));
  }
}
