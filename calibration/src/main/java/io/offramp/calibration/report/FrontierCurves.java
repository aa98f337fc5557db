// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Choice;
import io.offramp.calibration.certify.Frontier;
import io.offramp.calibration.certify.Frontier.Candidates;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Verdict;
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

  /** Fewer of them, where the exact test of each bound takes seconds. */
  private static final double[] FEW_STEPS = {0.5, 0.75, 1.5, 2};

  /** With more certifying rows the exact test is quick, as it is not refined row by row. */
  private static final int MOST_ROWS_OF_SLOW_TESTS = 6000;

  private final Frontier frontier;
  private final CalibrationSet set;
  private final Measured measured;
  private final List<Candidates> families;

  FrontierCurves(Frontier frontier, CalibrationSet set, Measured measured) {
    this.frontier = frontier;
    this.set = set;
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
      PathCounts counts =
          PathCounts.of(candidates.levels(), set.table(candidates.signal()), measured.rows());
      Set<Integer> certified = certifying ? Set.copyOf(candidates.passed()) : Set.of();
      int last =
          candidates.passed().isEmpty()
              ? -1
              : candidates.passed().get(candidates.passed().size() - 1);
      List<CurvePoint> points = new ArrayList<>();
      double drawn = Double.POSITIVE_INFINITY;
      for (int level = 0; level < candidates.levels().size(); level++) {
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

  /** What each bound of a grid would have chosen, the bound asked for left out. */
  List<Point> explored(Goal goal) {
    RiskTarget asked = goal.risk().orElseThrow();
    List<Point> points = new ArrayList<>();
    double[] steps =
        frontier.certifyingRows().length <= MOST_ROWS_OF_SLOW_TESTS ? FEW_STEPS : STEPS;
    for (double step : steps) {
      double bound = rounded(step * asked.bound());
      if (bound > 0 && bound < 0.5 && bound != asked.bound()) {
        points.add(point(bound, frontier.under(RiskTarget.of(asked.id(), bound))));
      }
    }
    return points;
  }

  private Point point(double bound, Verdict verdict) {
    if (verdict instanceof Choice choice) {
      return measured.point(set.table(choice.signal()), choice.thresholdArray(), bound, true);
    }
    Candidates any = families.get(0);
    float[] never = new float[measured.trace().exits() - 1];
    Arrays.fill(never, Float.POSITIVE_INFINITY);
    return measured.point(set.table(any.signal()), never, bound, false);
  }

  /** To three digits, so that the bounds of the grid can be said. */
  private static double rounded(double bound) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2e", bound));
  }
}
