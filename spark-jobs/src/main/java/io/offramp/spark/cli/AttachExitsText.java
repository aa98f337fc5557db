// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.words.Counted;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.CalibrationError;
import io.offramp.spark.job.AttachExitsReport;
import io.offramp.spark.job.AttachedExit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What {@code attach-exits} did, for people. */
final class AttachExitsText {
  private AttachExitsText() {}

  static void print(AttachExitsReport report, Terminal terminal) {
    boolean numbers = report.bundle().manifest().task() == Task.REGRESSION;
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "exit",
            "layer",
            "cost",
            "rows",
            "regularisation",
            numbers ? "dev R2" : "dev accuracy",
            numbers ? "R2 to the last" : "agreement",
            "ECE before",
            "ECE",
            "temperature"));
    report.exits().forEach(exit -> table.add(row(exit)));
    terminal.table(table);
    if (numbers) {
      terminal.print(
          "R2 is against labels, and against the last exit's numbers; %,d dev rows, %,d with a label"
              .formatted(report.devRows(), report.labelledDevRows()));
      written(report, terminal);
      return;
    }
    terminal.print(
        "agreement is with the last exit; ECE, the expected calibration error, is of %d bins, against %s; %,d dev rows, %,d with a label that the bundle knows"
            .formatted(
                CalibrationError.BINS,
                switch (report.targets()) {
                  case LABELS -> "labels";
                  case LAST_EXIT -> "the last exit's answers";
                },
                report.devRows(),
                report.labelledDevRows()));
    written(report, terminal);
  }

  private static void written(AttachExitsReport report, Terminal terminal) {
    terminal.print(
        "bundle %s (SHA-256 %s), from %s: fitted on %s, %,d left out, %.0f s"
            .formatted(
                report.bundle().folder(),
                report.bundle().sha256(),
                report.sourceSha256(),
                Counted.of(report.rows(), "row"),
                report.refused(),
                report.seconds()));
  }

  private static List<String> row(AttachedExit exit) {
    return List.of(
        String.valueOf(exit.exit()),
        String.valueOf(exit.layer()),
        number("%.3f", exit.cost()),
        exit.rows() == 0 ? "-" : String.format(Locale.ROOT, "%,d", exit.rows()),
        exit.regularisation().map(one -> one.strength() + ", mix " + one.mix()).orElse("kept"),
        number("%.4f", exit.accuracy()),
        number("%.4f", exit.agreement()),
        number("%.4f", exit.errorBefore()),
        number("%.4f", exit.errorAfter()),
        number("%.2f", exit.temperature()));
  }

  private static String number(String format, OptionalDouble value) {
    return value.isPresent() ? number(format, value.getAsDouble()) : "-";
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
