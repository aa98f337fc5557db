// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.Frontier;
import io.offramp.calibration.certify.Frontier.Candidates;
import io.offramp.calibration.certify.Frontier.Explored;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.report.ReportData.Curve;
import io.offramp.calibration.report.ReportData.CurvePoint;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The candidates of a calibration as curves, and what other bounds would have chosen of them. */
final class FrontierCurves {
  /** A curve is drawn a few hundred points wide. */
  private static final int MOST_POINTS = 120;

  /** Steps on either side of the bound asked for, as factors of it. */
  private static final double[] STEPS = {0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1.1, 1.25, 1.5, 2, 3};

  /** With so many certifying rows each bound takes a second. */
  private static final int MANY_ROWS = 50_000;

  private static final double[] FEW_STEPS = {0.25, 0.5, 0.75, 1.25, 1.5, 2, 3};

  private final Frontier frontier;
  private final Measured measured;
  private final List<Candidates> families;

  FrontierCurves(Frontier frontier, Measured measured) {
    this.frontier = frontier;
    this.measured = measured;
    this.families = frontier.candidates();
  }

  /**
   * The curves, thinned out.
   *
   * @param certifying whether these tests are those that certified the policy
   */
  List<Curve> curves(boolean certifying) {
    List<Curve> curves = new ArrayList<>();
    for (Candidates candidates : families) {
      PathCounts counts = counts(candidates, certifying);
      Set<Integer> certified = certifying ? Set.copyOf(candidates.passed()) : Set.of();
      int last =
          candidates.passed().isEmpty()
              ? -1
              : candidates.passed().get(candidates.passed().size() - 1);
      List<CurvePoint> points = new ArrayList<>();
      double drawn = Double.POSITIVE_INFINITY;
      int levels = candidates.levels().size();
      int stride = Math.max(1, levels / (2 * MOST_POINTS));
      for (int level = 0; level < levels; level++) {
        if (level % stride != 0 && level != last && level != levels - 1) {
          continue; // a level between others is not seen, but takes a pass over all rows
        }
        LevelCounts here = counts.at(level);
        boolean worth = Math.abs(drawn - here.meanCost()) >= 1.0 / MOST_POINTS || level == last;
        Optional<Estimate> risk = worth ? measured.risk(here) : Optional.empty();
        if (risk.isPresent()) {
          points.add(new CurvePoint(level, here.meanCost(), risk.get(), certified.contains(level)));
          drawn = here.meanCost();
        }
      }
      curves.add(new Curve(candidates.name(), points));
    }
    return curves;
  }

  /** Those of the tests, if they were on all of the rows that are shown: each is a part of them. */
  private PathCounts counts(Candidates candidates, boolean certifying) {
    int[] rows = measured.rows();
    return certifying && candidates.counts().at(0).rows() == rows.length
        ? candidates.counts()
        : PathCounts.of(candidates.levels(), candidates.table(), rows);
  }

  /** What each bound of a grid would have chosen, the bound asked for left out. */
  List<Point> explored(RiskTarget asked) {
    List<Point> points = new ArrayList<>();
    for (double step : frontier.certifyingRows().length > MANY_ROWS ? FEW_STEPS : STEPS) {
      double bound = rounded(step * asked.bound());
      if (bound > 0 && bound < 0.5 && bound != asked.bound()) {
        points.add(point(RiskTarget.of(asked.id(), bound)));
      }
    }
    return points;
  }

  private Point point(RiskTarget target) {
    double bound = target.bound();
    Optional<Explored> found = frontier.under(target);
    if (found.isPresent()) {
      return measured.point(found.get().table(), found.get().thresholds(), bound, true);
    }
    float[] never = new float[measured.trace().exits() - 1];
    Arrays.fill(never, Float.POSITIVE_INFINITY);
    return measured.point(families.get(0).table(), never, bound, false);
  }

  /** To three digits, so that the bounds of the grid can be said. */
  private static double rounded(double bound) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2e", bound));
  }
}
