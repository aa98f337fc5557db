// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.PolicyProvenance;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.spark.trace.TraceSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class TolerancesTest {
  private static final OptionalDouble TWO = OptionalDouble.of(2);
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final TraceSource TRACES = TraceSource.of("traces");

  private static ExitPolicy policy(OptionalDouble tolerance) {
    Claim claim =
        new Claim(Quantity.DISAGREEMENT, 0.5, Optional.empty(), "none", 0.1, 10, 0, 0, 0, 0.05);
    return new ExitPolicy(
        LoneExitSignal.MAX_PROBABILITY,
        List.of(0.5),
        ExitCosts.of(0.5, 1),
        Optional.empty(),
        new Guarantee(0.9, Validity.EXACT, "a test's", 1, 10, 0.5, List.of(claim), tolerance),
        new PolicyProvenance("2026-01-31T12:00:00Z", "0.1.0", "none", 1, Optional.empty()));
  }

  @Test
  void of_policyOfNumbers_givesTracesItsTolerance() {
    assertThat(Tolerances.of(TRACES, "p", policy(TWO)).tolerance()).isEqualTo(TWO);
    assertThat(Tolerances.of(TRACES.withTolerance(TWO), "p", policy(TWO)).tolerance())
        .isEqualTo(TWO);
    assertThat(Tolerances.of(TRACES, "p", policy(NONE)).tolerance()).isEmpty();
  }

  /** Without the last half one would be sent from here to the traces, and from there back. */
  @Test
  void of_anotherTolerance_isRefusedWithAWayOut() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Tolerances.of(TRACES.withTolerance(OptionalDouble.of(3)), "p.json", policy(TWO)))
        .withMessage(
            "Cannot use --tolerance 3 with policy p.json: it was certified for 2 (leave --tolerance out)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tolerances.of(TRACES.withTolerance(TWO), "p.json", policy(NONE)))
        .withMessage(
            "Cannot use --tolerance 2 with policy p.json: it was certified for labels (leave --tolerance out if the traces are of labels too; traces of numbers need a policy that was calibrated on them)");
  }
}
