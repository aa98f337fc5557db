// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.List;
import java.util.Optional;

/** Policies, and claims of theirs, with something else in them. */
public final class PolicyVariants {
  private PolicyVariants() {}

  /** The same bound, or another one, of a part of the rows. */
  public static Claim ofSlice(Claim claim, String slice, double bound) {
    return copy(claim, bound, Optional.of(slice), claim.test());
  }

  /** The same by another test. */
  public static Claim byTest(Claim claim, String test) {
    return copy(claim, claim.bound(), claim.slice(), test);
  }

  private static Claim copy(Claim claim, double bound, Optional<String> slice, String test) {
    return new Claim(
        claim.quantity(),
        bound,
        slice,
        test,
        claim.delta(),
        claim.rows(),
        claim.estimate(),
        claim.harmful(),
        claim.helpful(),
        claim.pValue());
  }

  /** The same policy with other claims. */
  public static ExitPolicy withClaims(ExitPolicy policy, List<Claim> claims) {
    Guarantee made = policy.guarantee();
    return new ExitPolicy(
        policy.signal(),
        policy.thresholds(),
        policy.costs(),
        policy.bundleSha256(),
        new Guarantee(
            made.confidence(),
            made.validity(),
            made.method(),
            made.levelsTested(),
            made.costRows(),
            made.expectedCost(),
            claims,
            made.tolerance()),
        policy.provenance());
  }
}
