// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.LoneExitSignal;
import java.util.List;
import java.util.Optional;

/** The policies that the frozen files of versions 1 and 2 describe, and pieces of them. */
final class PolicyFixtures {
  static final String SHA_256 = "0123456789abcdef".repeat(4);
  static final Claim RISK =
      new Claim(
          Quantity.ACCURACY_DROP,
          0.02,
          Optional.empty(),
          "exact-binomial",
          0.05,
          1000,
          0.011,
          11,
          0,
          0.0213);
  static final Claim COST =
      new Claim(
          Quantity.COST,
          0.6,
          Optional.empty(),
          "hoeffding-bentkus",
          0.05,
          5000,
          0.5425,
          0,
          0,
          0.0123);
  private static final Claim SLICE =
      new Claim(
          Quantity.ACCURACY_DROP,
          0.05,
          Optional.of("label \"sports\""),
          "exact-trinomial",
          0.1,
          240,
          -0.0125,
          2,
          5,
          0.0004);
  private static final Claim DISAGREEMENT =
      new Claim(
          Quantity.DISAGREEMENT,
          0.03,
          Optional.empty(),
          "exact-binomial",
          0.1,
          5000,
          0.0246,
          123,
          0,
          0.0157);

  private PolicyFixtures() {}

  /** Four exits, a risk and a cost: the frozen file of version 1, and the example of the page. */
  static ExitPolicy policy() {
    return policy(guarantee());
  }

  static ExitPolicy policy(Guarantee guarantee) {
    return policy(List.of(0.9375, 0.875, 0.8125), guarantee);
  }

  static ExitPolicy policy(List<Double> thresholds, Guarantee guarantee) {
    return policy(thresholds, guarantee, provenance(Optional.empty()));
  }

  private static ExitPolicy policy(
      List<Double> thresholds, Guarantee guarantee, PolicyProvenance provenance) {
    return new ExitPolicy(
        LoneExitSignal.MAX_PROBABILITY,
        thresholds,
        ExitCosts.of(0.25, 0.5, 0.75, 1),
        Optional.of(SHA_256),
        guarantee,
        provenance);
  }

  /** All that version 2 added: the frozen file of version 2. */
  static ExitPolicy learned() {
    return new ExitPolicy(
        new LearnedSignal(
            List.of(List.of(-1.5, 0.75, 0.0, 0.25, 0.125), List.of(-1.25, 0.875, 0.5, 0.0, 1e-17))),
        List.of(Double.POSITIVE_INFINITY, 0.0),
        ExitCosts.of(0.25, 0.5, 1),
        Optional.empty(),
        new Guarantee(
            0.9,
            Validity.ASYMPTOTIC,
            "chosen by a test",
            1,
            5000,
            0.5,
            List.of(DISAGREEMENT, SLICE)),
        provenance(Optional.empty()));
  }

  /** Certified on traces of a known precision, which policies need not say. */
  static ExitPolicy ofPrecision(String precision) {
    return policy(List.of(0.9375, 0.875, 0.8125), guarantee(), provenance(Optional.of(precision)));
  }

  static Guarantee guarantee() {
    return guarantee(0.9, RISK, COST);
  }

  static Guarantee guarantee(double confidence, Claim... claims) {
    return new Guarantee(
        confidence,
        Validity.EXACT,
        "shared threshold, fixed sequence, exact binomial",
        57,
        5000,
        0.5425,
        List.of(claims));
  }

  private static PolicyProvenance provenance(Optional<String> precision) {
    return new PolicyProvenance(
        "2026-01-31T12:00:00Z", "0.1.0", "traces/reviews.parquet", 42, precision);
  }
}
