// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.report.ReportData.SliceFacts;
import io.offramp.calibration.search.ExitTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a policy does to parts of the rows. */
final class SliceFigures {
  /** A reader looks at the worst, and a page has to stay small. */
  static final int MOST = 60;

  private SliceFigures() {}

  /** All parts that have rows to see the risk on, those first on which it is greatest. */
  static List<SliceFacts> of(
      Measured measured, ExitTable table, float[] thresholds, ExitPolicy policy, List<Slice> all) {
    return all.stream()
        .parallel()
        .flatMap(slice -> of(measured, table, thresholds, policy, slice).stream())
        .sorted(
            Comparator.comparingDouble((SliceFacts slice) -> -slice.risk().value())
                .thenComparingInt(slice -> -slice.rows())
                .thenComparing(SliceFacts::name))
        .toList();
  }

  /**
   * Why there is no part of which the risk can be told.
   *
   * @param named whether there were parts to look at
   */
  static String whyNone(Measured measured, boolean named) {
    if (measured.risk() == Quantity.ACCURACY_DROP && measured.labelled() == 0) {
      return "The rows have no labels, so no accuracy drop can be seen, of all rows or of parts.";
    }
    if (named) {
      return "No row that is measured here has a value in the columns that were named.";
    }
    String unnamed = "no column was named; --slice-col makes parts to tell apart.";
    if (measured.trace().tolerance().isPresent()) {
      return "Labels are numbers, so there are no classes, and " + unnamed;
    }
    if (measured.labelled() > 0) {
      return "Labels are sets, so there are no classes, and " + unnamed;
    }
    return "The rows have no labels, and " + unnamed;
  }

  private static Optional<SliceFacts> of(
      Measured measured, ExitTable table, float[] thresholds, ExitPolicy policy, Slice slice) {
    int[] rows = Arrays.stream(measured.rows()).filter(slice.contains()).toArray();
    if (rows.length == 0) {
      return Optional.empty();
    }
    Measured part = new Measured(measured.trace(), rows, measured.risk());
    Point point = part.point(table, thresholds, null, true);
    return Optional.ofNullable(point.risk())
        .map(
            risk ->
                new SliceFacts(
                    DifferingRows.shortened(slice.words()),
                    rows.length,
                    point.cost(),
                    risk,
                    point.accuracy(),
                    part.accuracy(measured.trace().exits()).map(Estimate::value).orElse(null),
                    bound(policy, slice).orElse(null)));
  }

  private static Optional<Double> bound(ExitPolicy policy, Slice slice) {
    return policy.guarantee().claims().stream()
        .filter(claim -> claim.slice().equals(Optional.of(slice.words())))
        .map(Claim::bound)
        .findFirst();
  }
}
