// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same rows and seed give the same policy, however many threads there are. */
class DeterminismTest {
  private static final CalibrationOptions DEFAULT = CalibrationOptions.DEFAULT;
  private static final Goal GOAL = Requests.accuracyDrop(0.05, 0.9);

  static Stream<CalibrationMethod> methods() {
    return Stream.of(
        Methods.recommended(DEFAULT),
        Methods.oneSplit(DEFAULT.with(SignalChoice.ofLearned())),
        Methods.searched(DEFAULT),
        Methods.crossFit(DEFAULT),
        Methods.swappedHalves(DEFAULT.with(RiskTest.BETTING)));
  }

  private static ExitPolicy policy(Trace trace, long seed, CalibrationMethod method) {
    return ((Certified) Calibrator.calibrate(trace, Requests.of(GOAL, seed), method)).policy();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_sameSeed_isAPureFunctionOnAnyNumberOfThreads(CalibrationMethod method)
      throws Exception {
    Trace trace = Populations.typical().drawTrace(1500, 5);
    ExitPolicy policy = policy(trace, 3, method);
    assertThat(policy(trace, 3, method)).isEqualTo(policy);
    for (int threads : new int[] {1, 7}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        assertThat(pool.submit(() -> policy(trace, 3, method)).get()).isEqualTo(policy);
      } finally {
        pool.shutdown();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_otherSeed_sharesRowsOutOtherwise(CalibrationMethod method) {
    Trace trace = Populations.typical().drawTrace(1500, 5);
    assertThat(policy(trace, 3, method).thresholds())
        .isNotEqualTo(policy(trace, 4, method).thresholds());
  }

  @Test
  void policy_certifiedWithInfiniteThresholds_survivesARoundTrip() {
    Trace trace = Populations.oneExitAlwaysWrong().drawTrace(2000, 1);
    ExitPolicy policy = policy(trace, 1, Methods.recommended(DEFAULT));
    assertThat(policy.thresholds()).contains(Double.POSITIVE_INFINITY);
    assertThat(ExitPolicyParser.fromJson(ExitPolicyParser.toJson(policy), "test"))
        .isEqualTo(policy);
  }

  @Test
  void policy_certifiedWithLearnedSignalCostAndSlices_survivesARoundTrip() {
    Trace trace = Populations.typical().drawTrace(2000, 2);
    Goal goal =
        GOAL.withMaxCost(0.6)
            .withSlices(0.15, List.of(new Slice("an even number", row -> row % 2 == 0)));
    CalibrationMethod method = Methods.recommended(DEFAULT.with(SignalChoice.ofLearned()));
    ExitPolicy policy =
        ((Certified) Calibrator.calibrate(trace, Requests.of(goal), method)).policy();
    assertThat(policy.signal()).isInstanceOf(LearnedSignal.class);
    assertThat(policy.guarantee().claims())
        .extracting(claim -> claim.quantity() + claim.slice().orElse(""))
        .containsExactly(
            Quantity.ACCURACY_DROP.toString(),
            Quantity.ACCURACY_DROP + "an even number",
            Quantity.COST.toString());
    assertThat(ExitPolicyParser.fromJson(ExitPolicyParser.toJson(policy), "test"))
        .isEqualTo(policy);
  }

  @Test
  void calibrate_aMillionRows_isCertified() {
    TraceBuilder builder = Trace.builder(Rows.COSTS, 2);
    Random random = new Random(8);
    for (int i = 0; i < 1_000_000; i++) {
      int[] predictions = new int[3];
      float[] confidences = new float[3];
      double ease = random.nextGaussian();
      for (int exit = 0; exit < 3; exit++) {
        double margin = 1.5 + ease + 0.5 * exit + 0.7 * random.nextGaussian();
        predictions[exit] = margin > 0 ? 1 : 0;
        confidences[exit] = (float) (1 / (1 + Math.exp(-2 * Math.abs(margin))));
      }
      builder.addAnswers(Rows.ONE, predictions, confidences);
    }
    Certified result =
        Rows.certified(
            builder.build(), Requests.accuracyDrop(0.01, 0.95), Methods.recommended(DEFAULT));
    assertThat(result.policy().guarantee().claims().get(0).test()).isEqualTo("exact-trinomial");
    assertThat(result.policy().guarantee().expectedCost()).isLessThan(0.6);
    List<Double> shares = new ArrayList<>(result.exitShares());
    assertThat(shares.stream().mapToDouble(Double::doubleValue).sum()).isBetween(0.999, 1.001);
  }
}
