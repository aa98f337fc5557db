// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.train.CalibrationError;
import io.offramp.engine.train.TemperatureScaling;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How an exit does on the dev rows.
 *
 * @param temperature by which its logits are divided
 * @param accuracy share of the labelled rows that it labels right
 * @param agreement share of the rows of which it says what the last exit says
 * @param errorBefore expected calibration error of its logits as they are
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
  static DevScores fitted(List<DevRow> rows, int exit) {
    List<Integer> targets = rows.stream().map(DevRow::target).toList();
    return scores(rows, exit, TemperatureScaling.fit(logits(rows, exit), targets), targets);
  }

  /**
   * Scores of the last exit, which keeps its head and its temperature.
   *
   * @param targets what the others were fitted to; against its own answers it has no error
   */
  static DevScores kept(List<DevRow> rows, int exit, double temperature, ExitTargets targets) {
    List<Integer> truth = rows.stream().map(DevRow::target).toList();
    return scores(rows, exit, temperature, targets == ExitTargets.LABELS ? truth : List.of());
  }

  private static DevScores scores(
      List<DevRow> rows, int exit, double temperature, List<Integer> truth) {
    List<float[]> logits = logits(rows, exit);
    OptionalDouble before = OptionalDouble.empty();
    OptionalDouble after = OptionalDouble.empty();
    if (!truth.isEmpty()) {
      before = OptionalDouble.of(CalibrationError.of(logits, truth, 1));
      after = OptionalDouble.of(CalibrationError.of(logits, truth, temperature));
    }
    return new DevScores(temperature, accuracy(rows, exit), agreement(rows, exit), before, after);
  }

  private static List<float[]> logits(List<DevRow> rows, int exit) {
    return rows.stream().map(row -> row.logits()[exit - 1]).toList();
  }

  private static OptionalDouble accuracy(List<DevRow> rows, int exit) {
    return rows.stream()
        .filter(row -> row.label() != AttachInput.NO_CLASS)
        .mapToInt(row -> said(row, exit) == row.label() ? 1 : 0)
        .average();
  }

  private static double agreement(List<DevRow> rows, int exit) {
    return rows.stream()
        .mapToInt(row -> said(row, exit) == said(row, row.logits().length) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static int said(DevRow row, int exit) {
    return CalibrationError.argMax(row.logits()[exit - 1]);
  }
}
