// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Frontier;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.report.ReportData.Curve;
import io.offramp.calibration.trace.Trace;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Curves tell what candidates do to all rows that are measured. */
final class FrontierCurvesTest {
  /** Counts of the tests are taken over where they are of the same rows, and only there. */
  @Test
  void curves_ofRowsThatTestedOrOfAll_areAboutTheRowsThatAreMeasured() {
    Trace trace = SampleReports.trace(10_000, 4, 0, 1);
    Frontier frontier =
        Frontier.of(
            CalibrationSet.of(trace),
            Goal.of(new MaxAccuracyDrop(0.02), 0.9),
            CalibrationOptions.DEFAULT,
            SampleReports.SEED);
    int[] all = IntStream.range(0, trace.rows()).toArray();
    assertThat(frontier.candidates()).hasSize(2);
    assertThat(frontier.certifyingRows()).hasSizeLessThan(all.length);
    for (int[] rows : List.of(frontier.certifyingRows(), all)) {
      FrontierCurves curves =
          new FrontierCurves(frontier, new Measured(trace, rows, Quantity.ACCURACY_DROP));
      List<Curve> certifying = curves.curves(true);
      List<Curve> anew = curves.curves(false);
      for (int family = 0; family < 2; family++) {
        assertThat(certifying.get(family).points())
            .usingRecursiveFieldByFieldElementComparatorIgnoringFields("certified")
            .containsExactlyElementsOf(anew.get(family).points());
      }
    }
  }
}
