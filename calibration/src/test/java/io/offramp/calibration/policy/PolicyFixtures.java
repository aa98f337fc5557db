// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.List;
import java.util.Optional;

/** A policy of four exits with a certified cost; just what the frozen file of version 1 says. */
final class PolicyFixtures {
  static final String SHA_256 = "0123456789abcdef".repeat(4);

  private PolicyFixtures() {}

  static ExitPolicy policy() {
    return policy(guarantee());
  }

  static ExitPolicy policy(Guarantee guarantee) {
    return policy(List.of(0.9375, 0.875, 0.8125), guarantee);
  }

  static ExitPolicy policy(List<Double> thresholds, Guarantee guarantee) {
    return new ExitPolicy(
        Signal.MAX_PROBABILITY,
        thresholds,
        ExitCosts.of(0.25, 0.5, 0.75, 1),
        SHA_256,
        guarantee,
        new PolicyProvenance("2026-01-31T12:00:00Z", "0.1.0", "traces/reviews.parquet", 42));
  }

  static Guarantee guarantee() {
    return guarantee(Optional.of(new CostCertificate(0.6, 0.05, 0.0123)));
  }

  static Guarantee guarantee(Optional<CostCertificate> cost) {
    return new Guarantee(
        new MaxAccuracyDrop(0.02),
        cost.isPresent() ? 0.9 : 0.95,
        0.05,
        "shared threshold, fixed sequence, exact binomial",
        1000,
        11,
        57,
        0.0213,
        5000,
        0.5425,
        cost);
  }
}
