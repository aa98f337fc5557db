// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import java.util.OptionalInt;

/** Signals of an exit's own evidence; what earlier exits said does not matter. */
public enum LoneExitSignal implements Signal {
  /** The greatest class probability; at least 1/C for C classes. */
  MAX_PROBABILITY("max-probability", false, ExitEvidence::maxProbability),

  /** The greatest minus the second-greatest class probability. */
  MARGIN("margin", true, ExitEvidence::margin),

  /**
   * 1 - H / ln C for the entropy H of the class probabilities.
   *
   * <p>Source: S. Teerapittayanon, B. McDanel, H. Kung, "BranchyNet", ICPR 2016, and J. Xin, R.
   * Tang, J. Lee, Y. Yu, J. Lin, "DeeBERT", ACL 2020, whose rows leave where the entropy is low.
   */
  CERTAINTY("certainty", true, ExitEvidence::certainty);

  private final String id;
  private final boolean usesProbabilities;

  @SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
  private final RowSignal values;

  LoneExitSignal(String id, boolean usesProbabilities, RowSignal values) {
    this.id = id;
    this.usesProbabilities = usesProbabilities;
    this.values = values;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean usesProbabilities() {
    return usesProbabilities;
  }

  @Override
  public boolean usesEarlierExits() {
    return false;
  }

  @Override
  public OptionalInt madeForExits() {
    return OptionalInt.empty();
  }

  @Override
  public RowSignal start() {
    return values;
  }
}
