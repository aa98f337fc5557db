// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How labels are shared out over levels: at level i of 30 a share i / 100 of rows may differ. */
class LabelBudgetTest {
  private static final int LEVELS = 30;
  private static final int AVAILABLE = 5000;
  private static final int[] FIRST =
      IntStream.range(0, 1000).map(row -> row % 100 < LEVELS ? row % 100 : LEVELS).toArray();

  private static int[] rows(int budget) {
    return LabelBudget.rowsOfLevels(FIRST, LEVELS, AVAILABLE, budget, 0.01, 0.1);
  }

  /** The labels that so many rows of each level take. */
  private static double labels(int[] rows) {
    return Arrays.stream(rows).sum() / 100.0;
  }

  @Test
  void rowsOfLevels_labelsToSpare_testEveryLevelOnAllRows() {
    assertThat(rows(2000)).containsOnly(AVAILABLE);
  }

  @Test
  void rowsOfLevels_enoughForNearLevels_spendsTheRestOnFartherOnes() {
    int[] rows = rows(800);
    assertThat(rows[9]).as("within ten times the bound").isEqualTo(AVAILABLE);
    assertThat(rows[12]).as("farther").isPositive();
    assertThat(rows[LEVELS - 1]).isZero();
    assertThat(labels(rows)).isBetween(600.0, 800.0);
  }

  @Test
  void rowsOfLevels_fewLabels_testFarLevelsOnFewerRowsOrNone() {
    int[] rows = rows(150);
    assertThat(labels(rows)).isBetween(60.0, 150.0);
    assertThat(rows[0]).isGreaterThan(rows[8]);
    assertThat(rows[LEVELS - 1]).isZero();
    assertThat(IntStream.range(1, LEVELS)).allMatch(level -> rows[level] <= rows[level - 1]);
  }
}
