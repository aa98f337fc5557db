// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.search.ExitTables;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelPlanTest {
  private static final Goal GOAL = Goal.of(new MaxAccuracyDrop(0.02), 0.9);

  /** Three exits of two classes; a row in ten is hard, and exits 1 and 2 err on half of these. */
  private static Trace trace(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TraceBuilder builder = Trace.builder(ExitCosts.of(0.3, 0.6, 1), 2);
    for (int row = 0; row < rows; row++) {
      boolean hard = random.nextInt(10) == 0;
      int[] predictions = new int[3];
      float[] confidences = new float[3];
      for (int exit = 0; exit < 3; exit++) {
        predictions[exit] = hard && exit < 2 && random.nextBoolean() ? 0 : 1;
        confidences[exit] =
            (float) (hard ? 0.5 + 0.3 * random.nextDouble() : 0.65 + 0.35 * random.nextDouble());
      }
      builder.addAnswers(OptionalInt.of(random.nextInt(12) == 0 ? 0 : 1), predictions, confidences);
    }
    return builder.build();
  }

  private static CalibrationRequest request() {
    return new CalibrationRequest(GOAL, 5, Optional.empty(), "rows", "2026-01-31T12:00:00Z");
  }

  private static LabelPlan plan(Trace trace, int budget) {
    return LabelPlan.of(trace, GOAL, CalibrationOptions.DEFAULT, budget, 5);
  }

  @Test
  void of_labelsHiddenOrNot_makesTheSamePlan() {
    Trace trace = trace(3000, 1);
    assertThat(plan(LabelPlanMethod.hidden(trace), 100).rowsToLabel())
        .isEqualTo(plan(trace, 100).rowsToLabel());
  }

  @Test
  void rowsToLabel_anyBudget_staysWithinItAndAsksForDifferingRowsOnly() {
    Trace trace = trace(6000, 2);
    for (int budget : new int[] {1, 10, 50, 200, 5000}) {
      int[] rows = plan(trace, budget).rowsToLabel();
      assertThat(rows.length).isLessThanOrEqualTo(budget);
      for (int row : rows) {
        boolean differs =
            IntStream.rangeClosed(1, 2)
                .anyMatch(exit -> trace.prediction(row, exit) != trace.prediction(row, 3));
        assertThat(differs).isTrue();
      }
    }
  }

  @Test
  void certify_fewLabels_costsLittleMoreThanAllLabels() {
    Trace trace = trace(6000, 3);
    LabelPlan plan = plan(LabelPlanMethod.hidden(trace), 200);
    Certified few = (Certified) plan.certify(row -> trace.label(row).orElseThrow(), request());
    Certified all =
        (Certified)
            Calibrator.calibrate(trace, request(), Methods.recommended(CalibrationOptions.DEFAULT));
    assertThat(few.policy().guarantee().expectedCost())
        .isLessThan(1.05 * all.policy().guarantee().expectedCost());
    assertThat(plan.testingRows()).isGreaterThan(10 * plan.rowsToLabel().length);
  }

  @Test
  void certify_countsOfTheClaim_areThoseOfAllLabelsOnTheTestingRows() {
    Trace trace = trace(6000, 4);
    LabelPlan plan = plan(trace, 300);
    Certified certified =
        (Certified) plan.certify(row -> trace.label(row).orElseThrow(), request());
    Claim claim = certified.policy().guarantee().claims().get(0);
    // The testing rows are the first of those that do not tune, in the order of the seed.
    int[] order = Shuffle.of(IntStream.range(0, 6000).toArray(), 5);
    int[] tested = Arrays.copyOfRange(order, 2000, 2000 + (int) claim.rows());
    int harmful = 0;
    int helpful = 0;
    for (int row : tested) {
      double[] signals = new double[3];
      for (int exit = 1; exit <= 3; exit++) {
        signals[exit - 1] = trace.maxProbability(row, exit);
      }
      int answer = trace.prediction(row, certified.policy().exitOf(signals));
      int last = trace.prediction(row, 3);
      int label = trace.label(row).orElseThrow();
      harmful += last == label && answer != label ? 1 : 0;
      helpful += last != label && answer == label ? 1 : 0;
    }
    assertThat(claim.harmful()).isEqualTo(harmful);
    assertThat(claim.helpful()).isEqualTo(helpful);
  }

  @Test
  void certify_labelOfNoClass_countsAsBothWrong() {
    Trace trace = trace(6000, 6);
    LabelPlan plan = plan(trace, 300);
    Certified certified = (Certified) plan.certify(row -> 2, request());
    Claim claim = certified.policy().guarantee().claims().get(0);
    assertThat(claim.harmful()).isZero();
    assertThat(claim.helpful()).isZero();
  }

  @Test
  void certify_everyLabelAgainstTheEarlyExits_certifiesLess() {
    Trace trace = trace(6000, 7);
    LabelPlan plan = plan(trace, 300);
    Certified worst = (Certified) plan.certify(row -> trace.prediction(row, 3), request());
    Certified real = (Certified) plan.certify(row -> trace.label(row).orElseThrow(), request());
    assertThat(worst.policy().guarantee().expectedCost())
        .isGreaterThan(real.policy().guarantee().expectedCost());
  }

  @Test
  void certify_labelMissing_isRefusedWithTheNumber() {
    Trace trace = trace(3000, 8);
    LabelPlan plan = plan(trace, 100);
    int first = plan.rowsToLabel()[0];
    assertThatThrownBy(
            () -> plan.certify(row -> row == first ? ExitTables.UNLABELLED : 1, request()))
        .isInstanceOf(CalibrationException.class)
        .hasMessageContaining(
            "1 of the %d labels asked for are missing", plan.rowsToLabel().length);
  }

  @Test
  void of_whatCannotBePlanned_isRefused() {
    Trace trace = trace(3000, 9);
    assertThatThrownBy(() -> plan(trace, 0)).hasMessageContaining("Cannot ask for 0 labels");
    assertThatThrownBy(() -> plan(trace(100, 9), 50)).hasMessageContaining("must be 114 that test");
    Trace hopeless =
        Rows.alike(1000, Rows.UNKNOWN, Rows.EARLY_WRONG, 1, 1, 1).build(); // sure and different
    assertThatThrownBy(() -> plan(hopeless, 50))
        .isInstanceOf(CalibrationException.class)
        .hasMessageContaining("Cannot plan with 50 labels");
    Goal disagreement = Goal.of(new MaxDisagreement(0.02), 0.9);
    assertThatThrownBy(() -> LabelPlan.of(trace, disagreement, CalibrationOptions.DEFAULT, 10, 5))
        .hasMessageContaining("must be a bound on the accuracy drop alone");
    assertThatThrownBy(
            () -> LabelPlan.of(trace, GOAL.withMaxCost(0.5), CalibrationOptions.DEFAULT, 10, 5))
        .hasMessageContaining("must be a bound on the accuracy drop alone");
  }
}
