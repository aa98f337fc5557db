// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.Optional;

/** Which risk is to be bounded, and by how much. */
public sealed interface RiskTarget permits MaxAccuracyDrop, MaxDisagreement {
  /** The bound epsilon on the risk, a share of rows in (0,1). */
  double bound();

  /** What is bounded: the accuracy drop or the disagreement. */
  Quantity quantity();

  /**
   * The stable, kebab-case name of the kind of risk: {@code accuracy-drop} or {@code disagreement}.
   */
  default String id() {
    return quantity().id();
  }

  /** What is claimed of a policy that meets the target: the predicate of an English sentence. */
  default String claim() {
    return quantity().claim(bound(), Optional.empty());
  }

  /**
   * The target of a kind.
   *
   * @param id the kind's {@link #id()}
   * @param bound the bound, in (0,1)
   * @throws IllegalArgumentException if there is no such kind or the bound is not in (0,1)
   */
  static RiskTarget of(String id, double bound) {
    if (id.equals(Quantity.ACCURACY_DROP.id())) {
      return new MaxAccuracyDrop(bound);
    }
    if (id.equals(Quantity.DISAGREEMENT.id())) {
      return new MaxDisagreement(bound);
    }
    throw new IllegalArgumentException(
        "Cannot bound risk \"%s\" (must be one of: %s, %s)"
            .formatted(id, Quantity.ACCURACY_DROP.id(), Quantity.DISAGREEMENT.id()));
  }
}
