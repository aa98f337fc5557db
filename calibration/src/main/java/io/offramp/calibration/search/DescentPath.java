// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns a frontier into a path that begins safely: its first vector is slid in from far above, as
 * the losses that a search found on its own rows are too good to be true elsewhere; then from
 * vector to vector in small steps.
 */
final class DescentPath {
  /** In log odds of agreeing. */
  private static final double SLIDE = 6;

  private static final int SLIDE_STEPS = 60;
  private static final int STEPS = 5;

  private DescentPath() {}

  /** The path of thresholds on signals for a frontier of thresholds on scores. */
  static ThresholdPath of(ExitCalibration calibration, int exits, List<Candidate> frontier) {
    double[] never = new double[exits]; // a score out of reach, yet finite, to interpolate with
    for (int exit = 0; exit < exits; exit++) {
      never[exit] = calibration.score(exit, 1) + 1;
    }
    List<double[]> levels = new ArrayList<>();
    double[] first = finite(frontier.get(0).thresholds(), never);
    for (int step = 0; step < SLIDE_STEPS; step++) {
      double up = SLIDE * (SLIDE_STEPS - step) / SLIDE_STEPS;
      double[] level = new double[exits];
      for (int exit = 0; exit < exits; exit++) {
        level[exit] = calibration.raised(first[exit], up);
      }
      levels.add(level);
    }
    double[] from = first;
    for (Candidate candidate : frontier.subList(1, frontier.size())) {
      double[] to = finite(candidate.thresholds(), never);
      for (int step = 0; step < STEPS; step++) {
        levels.add(between(from, to, (double) step / STEPS));
      }
      from = to;
    }
    levels.add(from);
    float[][] thresholds = new float[levels.size()][exits];
    for (int level = 0; level < thresholds.length; level++) {
      for (int exit = 0; exit < exits; exit++) {
        thresholds[level][exit] = calibration.threshold(exit, levels.get(level)[exit]);
      }
    }
    return new ThresholdPath(thresholds);
  }

  private static double[] finite(double[] thresholds, double[] never) {
    double[] finite = new double[thresholds.length];
    for (int exit = 0; exit < finite.length; exit++) {
      finite[exit] = Math.min(thresholds[exit], never[exit]);
    }
    return finite;
  }

  private static double[] between(double[] from, double[] to, double share) {
    double[] level = new double[from.length];
    for (int exit = 0; exit < level.length; exit++) {
      level[exit] = from[exit] + share * (to[exit] - from[exit]);
    }
    return level;
  }
}
