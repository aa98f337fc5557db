// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded traces of a made-up model that answers with numbers, and reports of them. */
final class SampleNumbers {
  static final double TOLERANCE = 0.5;

  private SampleNumbers() {}

  /**
   * Ratings whose early answers are near the last one's and often on the other side of the label's
   * tolerance; a twentieth is far off, and known to be.
   *
   * @param labelled whether labels are known
   */
  static Trace trace(int rows, boolean labelled, long seed) {
    TraceBuilder builder = Trace.ofNumbers(ExitCosts.of(0.4, 1), TOLERANCE);
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < rows; row++) {
      float label = (float) (5 * random.nextDouble());
      float last = (float) (label + 0.25 * random.nextGaussian());
      boolean hard = random.nextInt(20) == 0;
      float early = (float) (last + (hard ? 3 : 0.12) * random.nextGaussian());
      float sure = (float) ((hard ? 0.2 : 0.6) + 0.4 * random.nextDouble());
      builder.addNumbers(
          labelled ? label : Float.NaN, new float[] {early, last}, new float[] {sure, 0.9f});
    }
    return builder.build();
  }

  /** A report of so many rows, of which no part has a name. */
  static ReportData report(int rows) {
    Trace trace = trace(rows, true, 1);
    return PolicyReport.of(
        SampleReports.input(trace, SampleReports.policy(trace, 0.04), List.of(), List.of()));
  }
}
