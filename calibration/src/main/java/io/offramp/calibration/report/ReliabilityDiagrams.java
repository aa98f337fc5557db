// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.report.ReportData.Bin;
import io.offramp.calibration.report.ReportData.Diagram;
import io.offramp.calibration.report.ReportData.ExitReliability;
import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.search.ExitCalibration;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How far confidences can be believed: rows in ten equally wide bins by what an exit says, and the
 * share of each bin that bears it out.
 *
 * <p>Source of the expected calibration error: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On
 * calibration of modern neural networks", ICML 2017.
 */
final class ReliabilityDiagrams {
  private static final int BINS = 10;

  private final Measured measured;
  private final ExitTable table;
  private final Calibrations kind;
  private final Optional<ExitCalibration> calibration;

  /**
   * Diagrams of rows.
   *
   * @param tuning rows that the signal is calibrated on; none of the measured ones
   */
  ReliabilityDiagrams(Measured measured, ExitTable table, Calibrations kind, int[] tuning) {
    this.measured = measured;
    this.table = table;
    this.kind = kind;
    this.calibration =
        tuning.length == 0 || kind == Calibrations.NONE
            ? Optional.empty()
            : Optional.of(kind.fit(table, tuning));
  }

  List<ExitReliability> all() {
    return IntStream.rangeClosed(1, measured.trace().exits())
        .parallel()
        .mapToObj(this::ofExit)
        .toList();
  }

  private ExitReliability ofExit(int exit) {
    Trace trace = measured.trace();
    int[] labelled = Arrays.stream(measured.rows()).filter(trace::hasLabel).toArray();
    Diagram accuracy =
        diagram(labelled, row -> trace.maxProbability(row, exit), row -> trace.isRight(row, exit));
    boolean last = exit == trace.exits();
    int column = exit - 1;
    IntPredicate agrees = row -> table.agrees(column, row);
    Optional<Diagram> calibrated =
        last
            ? Optional.empty()
            : calibration.map(
                fit ->
                    diagram(
                        measured.rows(),
                        row -> chance(fit.score(column, table.signal(column, row))),
                        agrees));
    return new ExitReliability(
        exit,
        labelled.length == 0 || trace.tolerance().isPresent() ? null : accuracy,
        last ? null : diagram(measured.rows(), row -> table.signal(column, row), agrees),
        calibrated.orElse(null),
        calibrated.isPresent() ? kind.id() : null);
  }

  /** Scores are chances, or the log odds of them. */
  private double chance(double score) {
    return kind == Calibrations.ISOTONIC ? score : 1 / (1 + Math.exp(-score));
  }

  /** Puts rows into bins; a bin without rows is left out. */
  static Diagram diagram(int[] rows, IntToDoubleFunction says, IntPredicate holds) {
    int[] counts = new int[BINS];
    int[] holding = new int[BINS];
    double[] said = new double[BINS];
    for (int row : rows) {
      double value = says.applyAsDouble(row);
      int bin = Math.min(BINS - 1, (int) (BINS * value));
      counts[bin]++;
      said[bin] += value;
      holding[bin] += holds.test(row) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        bins.add(
            new Bin(
                counts[bin], said[bin] / counts[bin], Estimate.share(counts[bin], holding[bin])));
        error += Math.abs(said[bin] - holding[bin]) / rows.length;
      }
    }
    return new Diagram(error, bins);
  }
}
