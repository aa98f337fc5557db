// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Choice;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.NoneCertified;
import io.offramp.calibration.certify.Outcomes;
import io.offramp.calibration.certify.Populations;
import io.offramp.calibration.certify.Requests;
import io.offramp.calibration.certify.SharedLevels;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathCounts;
import io.offramp.calibration.search.ThresholdPath;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.trace.Trace;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselinesTest {
  private static final Trace TRACE = Populations.typical().drawTrace(1500, 11);
  private static final CalibrationSet SET = CalibrationSet.of(TRACE);
  private static final Goal DROP = Requests.accuracyDrop(0.05, 0.9);
  private static final Goal DISAGREEMENT = Requests.disagreement(0.1, 0.9);

  private static CalibrationMethod method(String id) {
    return Baselines.all().stream().filter(m -> m.id().equals(id)).findFirst().orElseThrow();
  }

  private static LevelCounts counts(String id, Goal goal) {
    return Outcomes.of(SET, (Choice) method(id).calibrate(SET, goal, 1));
  }

  @Test
  void baselines_ofOneSet_differInWhatTheyHoldBack() {
    LevelCounts naive = counts("naive", DROP);
    LevelCounts conformal = counts("conformal-risk", DROP);
    LevelCounts bound = counts("upper-bound", DROP);
    assertThat(naive.accuracyDrop()).isBetween(0.04, 0.05);
    assertThat((conformal.harmful() + 1) / 1501.0).isBetween(0.04, 0.05);
    assertThat(bound.harmful()).isLessThan(conformal.harmful());
    assertThat(naive.cost()).isLessThan(conformal.cost());
    assertThat(conformal.cost()).isLessThan(bound.cost());
    assertThat(bound.meanCost()).isLessThan(1);
  }

  /** A level passes if (lost + 1) / (n + 1) is at most the bound, by a hair or not. */
  @ParameterizedTest
  @ValueSource(ints = {20, 45, 75, 110})
  void conformalRisk_boundNearALevel_obeysItsRuleToAHair(int least) {
    ExitTable table = SET.table(LoneExitSignal.MAX_PROBABILITY);
    ThresholdPath path = SharedLevels.path(table, TRACE.classes());
    PathCounts counts = PathCounts.of(path, table, SET.rows());
    int level = 0;
    while (counts.at(level).harmful() < least) {
      level++;
    }
    int lost = counts.at(level).harmful();
    double hair = 1e-9;
    assertThat(counts("conformal-risk", drop((lost + 1) / 1501.0 + hair)).harmful())
        .isEqualTo(lost);
    assertThat(counts("conformal-risk", drop((lost + 1) / 1501.0 - hair)).harmful())
        .isEqualTo(counts.at(level - 1).harmful())
        .isLessThan(lost);
  }

  private static Goal drop(double bound) {
    return Requests.accuracyDrop(bound, 0.9);
  }

  @Test
  void baselines_ofADisagreement_countAnswersThatDiffer() {
    assertThat(counts("naive", DISAGREEMENT).disagreement()).isBetween(0.09, 0.1);
    assertThat((counts("conformal-risk", DISAGREEMENT).differing() + 1) / 1501.0)
        .isBetween(0.08, 0.1);
    assertThat(counts("geometric-shares", DISAGREEMENT).disagreement()).isBetween(0.05, 0.1);
    assertThat(counts("patience", DISAGREEMENT).disagreement()).isBetween(0.0, 0.1);
  }

  @Test
  void fullDepth_anyGoal_letsNoRowLeave() {
    Choice choice = (Choice) method("full-depth").calibrate(SET, DROP, 1);
    assertThat(choice.thresholds()).isEqualTo(Collections.nCopies(3, Float.POSITIVE_INFINITY));
    assertThat(counts("full-depth", DROP).meanCost()).isOne();
  }

  @Test
  void baselines_boundThatNoLevelKeeps_giveNone() {
    Goal strict = Requests.disagreement(0.0001, 0.9);
    assertThat(method("upper-bound").calibrate(SET, strict, 1))
        .isInstanceOfSatisfying(
            NoneCertified.class,
            none ->
                assertThat(none.reason())
                    .isEqualTo(
                        "Cannot find a threshold by upper-bound that keeps the bound on 1500"
                            + " rows"));
  }

  @Test
  void supports_costAlone_isDeniedByAll() {
    for (CalibrationMethod method : Baselines.all()) {
      assertThat(method.supports(DROP)).isTrue();
      assertThat(method.supports(Requests.cost(0.5, 0.9))).as(method.id()).isFalse();
    }
  }

  /** Shares of rows that leave at exits 1..K are in proportion to 1, q, q^2 and so on. */
  @Test
  void geometricShares_everyLevel_letsShareAfterShareLeave() {
    ExitTable table = SET.table(LoneExitSignal.MAX_PROBABILITY);
    ThresholdPath path = GeometricShares.path(table, SET.rows());
    for (int level = 0; level < path.size(); level += 9) {
      int[] leaving = new int[4];
      for (int row : SET.rows()) {
        leaving[path.exit(table, row, level)]++;
      }
      double ratio = Math.exp(4 * (1 - 2.0 * level / (path.size() - 1)));
      double total = 1 + ratio + ratio * ratio + ratio * ratio * ratio;
      for (int exit = 0; exit < 4; exit++) {
        double share = Math.pow(ratio, exit) / total;
        assertThat(leaving[exit] / 1500.0)
            .as("share of exit %d at level %d", exit, level)
            .isBetween(share - 0.02, share + 0.02);
      }
    }
  }
}
