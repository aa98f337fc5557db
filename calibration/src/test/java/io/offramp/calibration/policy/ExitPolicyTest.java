// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.signal.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitPolicyTest {
  private final ExitPolicy policy = PolicyFixtures.policy();

  @ParameterizedTest
  @CsvSource({
    "1, 0.9375, true",
    "1, 0.93749, false",
    "2, 0.875, true",
    "3, 0.8, false",
    "4, 0, true",
    "4, NaN, true"
  })
  void leaves_signalAgainstThreshold_isDecidedWithTies(int exit, double signal, boolean leaves) {
    assertThat(policy.leaves(exit, signal)).isEqualTo(leaves);
  }

  @ParameterizedTest
  @CsvSource({"0.95, 0.1, 0.1, 1", "0.9, 0.9, 0.9, 2", "0.1, 0.1, 0.9, 3", "0.1, 0.1, 0.1, 4"})
  void exitOf_rowOfSignals_isTheFirstThatLeaves(double a, double b, double c, int exit) {
    assertThat(policy.exitOf(new double[] {a, b, c, 0.5})).isEqualTo(exit);
  }

  @Test
  void leaves_notDecidable_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.leaves(2, Double.NaN))
        .withMessage(
            "Cannot decide at exit 2: the max-probability signal is NaN (must be in [0,1]; check"
                + " the model's precision)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> policy.leaves(5, 0.5))
        .withMessage("Cannot decide at exit 5 (must be in 1..4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.exitOf(new double[3]))
        .withMessage("Cannot find a row's exit: 3 signals (must be one for each of 4 exits)");
  }

  @Test
  void thresholds_listChangedAfterwards_isACopy() {
    List<Double> thresholds = new ArrayList<>(List.of(0.9, 0.9, 0.9));
    ExitPolicy copied = PolicyFixtures.policy(thresholds, PolicyFixtures.guarantee());
    thresholds.set(0, 0.1);
    assertThat(copied.thresholds()).containsExactly(0.9, 0.9, 0.9);
  }

  @Test
  void build_thresholdsForOtherExits_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyFixtures.policy(List.of(0.9), PolicyFixtures.guarantee()))
        .withMessage(
            "Cannot build an exit policy: 1 thresholds for 4 exit costs (must be one fewer: 3)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 1.5, Double.NaN, Double.NEGATIVE_INFINITY})
  void build_thresholdOutsideUnit_isRefused(double threshold) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PolicyFixtures.policy(List.of(1.0, threshold, 0.5), PolicyFixtures.guarantee()))
        .withMessage(
            ("Cannot build an exit policy: the threshold of exit 2 is %s (must be in [0,1], or"
                    + " infinite for no row to leave there)")
                .formatted(threshold));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "abc", "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"})
  void build_hashNotSha256_isRefused(String hash) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ExitPolicy(
                    policy.signal(),
                    policy.thresholds(),
                    policy.costs(),
                    Optional.of(hash),
                    policy.guarantee(),
                    policy.provenance()))
        .withMessage(
            ("Cannot build an exit policy: bundle SHA-256 \"%s\" (must be 64 "
                    + "lower-case hexadecimal digits)")
                .formatted(hash));
  }

  @Test
  void leaves_extremeThresholds_decideForEveryRow() {
    ExitPolicy extreme = PolicyFixtures.learned();
    assertThat(extreme.leaves(1, 1)).isFalse();
    assertThat(extreme.leaves(2, 0)).isTrue();
    assertThat(extreme.exitOf(new double[] {1, 0, 0})).isEqualTo(2);
  }

  @Test
  void build_signalForOtherExits_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ExitPolicy(
                    Signals.of("vote", 3),
                    policy.thresholds(),
                    policy.costs(),
                    policy.bundleSha256(),
                    policy.guarantee(),
                    policy.provenance()))
        .withMessageStartingWith("Cannot use signal \"vote\" of 3 exits: the model has 4 ");
  }
}
