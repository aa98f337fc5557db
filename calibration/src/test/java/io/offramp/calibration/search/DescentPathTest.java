// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DescentPathTest {
  /** Whatever scores are, chances or log odds: a test begins where hardly a row leaves early. */
  @ParameterizedTest
  @EnumSource(Calibrations.class)
  void frontier_anyCalibration_slidesInFromSafeLevels(Calibrations calibration) {
    ExitTable table = Tables.graded(4, 3000, 1000, new Random(5));
    int[] rows = Tables.all(table);
    ThresholdPath path = new PathFitter(table, rows, calibration).frontier(false);
    PathCounts counts = PathCounts.of(path, table, rows);
    double last = 0;
    int steps = 0;
    for (int level = 0; level < path.size(); level++) {
      double early = 1 - counts.at(level).meanCost();
      if (early > last + 1e-3) {
        steps++;
        assertThat(early - last).as("level %d of %s", level, calibration).isLessThan(0.25);
        last = early;
      }
    }
    assertThat(steps).isGreaterThan(10);
  }
}
