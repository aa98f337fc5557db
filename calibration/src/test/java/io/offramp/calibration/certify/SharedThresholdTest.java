// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static io.offramp.calibration.certify.Rows.ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is certified of one threshold for all exits on rows that are easy to see through. */
class SharedThresholdTest {
  private static final Goal DROP = Requests.accuracyDrop(0.05, 0.9);
  private static final CalibrationMethod BINOMIAL = Methods.shared(RiskTest.BINOMIAL);
  private static final CalibrationMethod TRINOMIAL = Methods.shared(RiskTest.TRINOMIAL);

  @Test
  void calibrate_allExitsRight_leavesEveryRowAtExit1() {
    Trace trace = Rows.alike(100, ONE, Rows.RIGHT, 0.6f, 0.7f, 0.9f).build();
    Certified result = Rows.certified(trace, DROP, BINOMIAL);
    assertThat(result.exitShares()).containsExactly(1.0, 0.0, 0.0);
    Guarantee guarantee = result.policy().guarantee();
    assertThat(guarantee.expectedCost()).isEqualTo(0.25);
    assertThat(guarantee.levelsTested()).isEqualTo(LevelGrid.LEVELS + 1);
    assertThat(guarantee.method()).isEqualTo("shared threshold; all rows certify; fixed sequence");
    assertThat(guarantee.claims()).hasSize(1);
    Claim claim = guarantee.claims().get(0);
    assertThat(claim.harmful()).isZero();
    assertThat(claim.pValue()).isCloseTo(Math.pow(0.95, 100), within(1e-12));
    assertThat(claim.quantity()).isEqualTo(Quantity.ACCURACY_DROP);
    assertThat(claim.bound()).isEqualTo(0.05);
    assertThat(claim.delta()).isEqualTo(0.1);
    assertThat(result.policy().bundleSha256()).hasValue(Requests.SHA_256);
    assertThat(result.policy().provenance().traces()).isEqualTo("drawn rows");
    assertThat(result.policy().provenance().seed()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(RiskTest.class)
  void calibrate_allExitsWrong_losesNothingOverTheLast(RiskTest test) {
    Trace trace = Rows.alike(200, ONE, new int[] {0, 0, 0}, 0.6f, 0.7f, 0.9f).build();
    Certified result = Rows.certified(trace, DROP, Methods.shared(test));
    assertThat(result.exitShares()).containsExactly(1.0, 0.0, 0.0);
    String name = (test == RiskTest.AUTO ? RiskTest.TRINOMIAL : test).id();
    assertThat(result.policy().guarantee().claims().get(0).test()).isEqualTo(name);
  }

  @Test
  void calibrate_exitRightWhereLastIsWrong_countsAsDisagreementOnly() {
    Trace trace = Rows.alike(100, ONE, new int[] {1, 1, 0}, 0.9f, 0.9f, 0.9f).build();
    Guarantee drop = Rows.certified(trace, DROP, BINOMIAL).policy().guarantee();
    assertThat(drop.expectedCost()).isEqualTo(0.25);
    assertThat(drop.claims().get(0).estimate()).isEqualTo(-1);
    Goal disagreement = Requests.disagreement(0.05, 0.9);
    Certified none = Rows.certified(trace, disagreement, BINOMIAL);
    assertThat(none.policy().guarantee().expectedCost()).isEqualTo(1);
  }

  @Test
  void calibrate_constantConfidenceAndWrong_staysAboveIt() {
    Trace trace = Rows.alike(100, ONE, Rows.EARLY_WRONG, 0.9f, 0.9f, 0.9f).build();
    Certified result = Rows.certified(trace, DROP, TRINOMIAL);
    assertThat(result.policy().thresholds().get(0)).isBetween(0.9 + 1e-6, 0.91);
    assertThat(result.exitShares()).containsExactly(0.0, 0.0, 1.0);
    assertThat(result.policy().guarantee().expectedCost()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(RiskTest.class)
  void calibrate_helpfulRows_areCountedByEveryTest(RiskTest test) {
    TraceBuilder builder = Rows.alike(30, ONE, new int[] {1, 1, 0}, 0.9f, 0.9f, 0.9f);
    Trace trace = Rows.add(builder, 440, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    Certified result = Rows.certified(trace, DROP, Methods.shared(test));
    Claim claim = result.policy().guarantee().claims().get(0);
    assertThat(claim.harmful()).isZero();
    assertThat(claim.helpful()).isEqualTo(30);
  }

  @Test
  void calibrate_helpfulRows_areCreditedByTheTrinomialTestAlone() {
    TraceBuilder builder = Rows.alike(30, ONE, Rows.EARLY_WRONG, 0.9f, 0.9f, 0.9f);
    Rows.add(builder, 30, ONE, new int[] {1, 1, 0}, 0.9f, 0.9f, 0.9f);
    Trace trace = Rows.add(builder, 440, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    Claim claim = Rows.certified(trace, DROP, TRINOMIAL).policy().guarantee().claims().get(0);
    assertThat(claim.harmful()).isEqualTo(30);
    assertThat(claim.helpful()).isEqualTo(30);
    assertThat(claim.estimate()).isZero();
    assertThat(claim.pValue()).isLessThan(0.01);
    Certified binomial = Rows.certified(trace, DROP, BINOMIAL);
    assertThat(binomial.policy().guarantee().expectedCost()).isEqualTo(1);
  }

  @Test
  void calibrate_oneClass_leavesEveryRowAtExit1() {
    TraceBuilder builder = Trace.builder(Rows.COSTS, 1);
    float[][] sure = {{1}, {0.9995f}, {1}};
    for (int i = 0; i < 50; i++) {
      builder.add(OptionalInt.of(0), sure);
    }
    assertThat(Rows.certified(builder.build(), DROP, BINOMIAL).exitShares())
        .containsExactly(1.0, 0.0, 0.0);
  }

  @Test
  void calibrate_unlabelledRows_countForCostOnly() {
    TraceBuilder builder = Rows.alike(100, ONE, Rows.RIGHT, 0.8f, 0.8f, 0.8f);
    Trace trace = Rows.add(builder, 300, Rows.UNKNOWN, Rows.EARLY_WRONG, 0.9f, 0.8f, 0.8f).build();
    Guarantee guarantee = Rows.certified(trace, DROP, BINOMIAL).policy().guarantee();
    assertThat(guarantee.claims().get(0).rows()).isEqualTo(100);
    assertThat(guarantee.costRows()).isEqualTo(400);
    Goal disagreement = Requests.disagreement(0.9, 0.9);
    Guarantee all = Rows.certified(trace, disagreement, BINOMIAL).policy().guarantee();
    assertThat(all.claims().get(0).rows()).isEqualTo(400);
    assertThat(all.claims().get(0).harmful()).isEqualTo(300);
  }

  @Test
  void calibrate_anyTrace_guaranteeMatchesRunningThePolicy() {
    Trace trace = Populations.typical().drawTrace(3000, 3);
    Certified result = Rows.certified(trace, DROP, BINOMIAL);
    ExitPolicy policy = result.policy();
    int losses = 0;
    double cost = 0;
    int[] leaving = new int[trace.exits()];
    for (int row = 0; row < trace.rows(); row++) {
      int current = row;
      int exit =
          policy.exitOf(
              IntStream.rangeClosed(1, trace.exits())
                  .mapToDouble(k -> trace.maxProbability(current, k))
                  .toArray());
      leaving[exit - 1]++;
      cost += trace.costs().cost(exit);
      int label = trace.label(row).getAsInt();
      boolean lastRight = trace.prediction(row, trace.exits()) == label;
      losses += lastRight && trace.prediction(row, exit) != label ? 1 : 0;
    }
    Guarantee guarantee = policy.guarantee();
    Claim claim = guarantee.claims().get(0);
    assertThat(claim.harmful()).isEqualTo(losses).isPositive();
    assertThat(claim.estimate()).isEqualTo((losses - claim.helpful()) / 3000.0);
    assertThat(guarantee.expectedCost()).isCloseTo(cost / 3000, within(1e-12)).isLessThan(0.6);
    assertThat(claim.pValue()).isEqualTo(BinomialTail.lower(3000, losses, 0.05));
    assertThat(result.exitShares())
        .isEqualTo(IntStream.of(leaving).mapToObj(count -> count / 3000.0).toList());
    assertThat(policy.thresholds()).isEqualTo(Collections.nCopies(3, policy.thresholds().get(0)));
  }
}
