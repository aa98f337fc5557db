// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

/** Which risk is to be bounded, and by how much. */
public sealed interface RiskTarget permits MaxAccuracyDrop, MaxDisagreement {
  /** The bound epsilon on the risk, a share of rows in (0,1). */
  double bound();

  /**
   * The stable, kebab-case name of the kind of risk: {@code accuracy-drop} or {@code disagreement}.
   */
  String id();

  /** What is claimed of a policy that meets the target: the predicate of an English sentence. */
  String claim();

  /**
   * The target of a kind.
   *
   * @param id the kind's {@link #id()}
   * @param bound the bound, in (0,1)
   * @throws IllegalArgumentException if there is no such kind or the bound is not in (0,1)
   */
  static RiskTarget of(String id, double bound) {
    return switch (id) {
      case MaxAccuracyDrop.ID -> new MaxAccuracyDrop(bound);
      case MaxDisagreement.ID -> new MaxDisagreement(bound);
      default ->
          throw new IllegalArgumentException(
              "Cannot bound risk \"%s\" (must be one of: %s, %s)"
                  .formatted(id, MaxAccuracyDrop.ID, MaxDisagreement.ID));
    };
  }
}
