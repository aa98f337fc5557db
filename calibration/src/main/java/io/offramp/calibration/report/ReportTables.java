// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.report.ReportData.Curve;
import io.offramp.calibration.report.ReportData.CurvePoint;
import io.offramp.calibration.report.ReportData.ExitFacts;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.report.ReportData.SliceFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of a report as CSV, for spreadsheets and notebooks. */
final class ReportTables {
  /** What tables there are. */
  static final List<String> NAMES = List.of("exits", "points", "frontier", "slices");

  private ReportTables() {}

  /** The texts by their {@link #NAMES}. */
  static Map<String, String> of(ReportData data) {
    return Map.of(
        "exits", exits(data),
        "points", points(data),
        "frontier", frontier(data),
        "slices", slices(data));
  }

  private static String exits(ReportData data) {
    Csv csv = new Csv("exit", "cost", "threshold", "rows", "share", "accuracy", "agreement");
    Point own = data.points().get(data.chosen());
    for (ExitFacts exit : data.exits()) {
      int at = exit.exit() - 1;
      csv.add(
          exit.exit(),
          exit.cost(),
          at < own.thresholds().size() ? own.thresholds().get(at) : null,
          own.leaving().get(at),
          own.shares().get(at),
          value(exit.accuracy()),
          exit.agreement().value());
    }
    return csv.text();
  }

  private static String points(ReportData data) {
    Csv csv =
        new Csv(
            "bound",
            "found",
            "cost",
            "cost_low",
            "cost_high",
            "risk",
            "risk_low",
            "risk_high",
            "disagreement",
            "accuracy");
    for (Point point : data.points()) {
      Optional<Estimate> risk = Optional.ofNullable(point.risk());
      csv.add(
          point.bound(),
          point.found(),
          point.cost().value(),
          point.cost().low(),
          point.cost().high(),
          risk.map(Estimate::value).orElse(null),
          risk.map(Estimate::low).orElse(null),
          risk.map(Estimate::high).orElse(null),
          point.disagreement().value(),
          value(point.accuracy()));
    }
    return csv.text();
  }

  private static String frontier(ReportData data) {
    Csv csv = new Csv("candidates", "level", "cost", "risk", "risk_low", "risk_high", "certified");
    for (Curve curve : data.frontier()) {
      for (CurvePoint point : curve.points()) {
        Estimate risk = point.risk();
        csv.add(
            curve.name(),
            point.level(),
            point.cost(),
            risk.value(),
            risk.low(),
            risk.high(),
            point.certified());
      }
    }
    return csv.text();
  }

  private static String slices(ReportData data) {
    Csv csv =
        new Csv(
            "slice",
            "rows",
            "cost",
            "risk",
            "risk_low",
            "risk_high",
            "accuracy",
            "full_depth_accuracy");
    List<SliceFacts> slices = data.slices();
    for (SliceFacts slice : slices) {
      csv.add(
          slice.name(),
          slice.rows(),
          slice.cost().value(),
          slice.risk().value(),
          slice.risk().low(),
          slice.risk().high(),
          value(slice.accuracy()),
          slice.fullDepthAccuracy());
    }
    return csv.text();
  }

  private static @Nullable Double value(@Nullable Estimate estimate) {
    return estimate == null ? null : (Double) estimate.value();
  }
}
