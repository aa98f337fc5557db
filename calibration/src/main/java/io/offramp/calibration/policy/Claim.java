// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.Optional;

/**
 * One bound that a guarantee states, and the evidence for it.
 *
 * @param quantity the mean that is bounded
 * @param bound its upper bound, in (0,1)
 * @param slice words that name the rows it is restricted to, such as {@code label "sports"}; empty
 *     if it is about all rows
 * @param test the stable, kebab-case name of the test, such as {@code exact-binomial}
 * @param delta the level it was tested at, in (0,1)
 * @param rows the rows it was tested on, &ge; 1: the labelled ones if the quantity needs labels
 * @param estimate the quantity's mean over those rows, in [-1,1], or that of a loss that bounds it;
 *     an estimate, not a bound
 * @param harmful for the accuracy drop, the rows that exit K gets right and the policy wrong; for
 *     the disagreement, the rows answered differently; for the cost 0
 * @param helpful for the accuracy drop, the rows that the policy gets right and exit K wrong,
 *     whether the test looks at them or not, or 0 if that is not known; otherwise 0
 * @param pValue the p-value of "the mean exceeds the bound"; at most delta
 */
public record Claim(
    Quantity quantity,
    double bound,
    Optional<String> slice,
    String test,
    double delta,
    long rows,
    double estimate,
    long harmful,
    long helpful,
    double pValue) {
  /**
   * Checks the evidence against the claim.
   *
   * @throws IllegalArgumentException if a number is out of its range or a text is blank
   */
  public Claim {
    require(bound > 0 && bound < 1, "bound", bound, "in (0,1)");
    String named = slice.orElse("all");
    require(!named.isBlank(), "slice", quoted(named), "words that name rows");
    require(!test.isBlank(), "test", quoted(test), "words that name the test");
    require(delta > 0 && delta < 1, "delta", delta, "in (0,1)");
    require(rows >= 1, "rows", rows, "at least 1");
    require(estimate >= -1 && estimate <= 1, "estimate", estimate, "in [-1,1]");
    boolean counts = quantity != Quantity.COST;
    String ofRows = counts ? "in 0..%d, the rows".formatted(rows) : "0 for a cost";
    require(harmful >= 0 && harmful <= (counts ? rows : 0), "harmful rows", harmful, ofRows);
    long mostHelpful = quantity == Quantity.ACCURACY_DROP ? rows - harmful : 0;
    require(
        helpful >= 0 && helpful <= mostHelpful,
        "helpful rows",
        helpful,
        "in 0..%d for this quantity".formatted(mostHelpful));
    require(pValue >= 0 && pValue <= delta, "p-value", pValue, "in [0," + delta + "], the delta");
  }

  /**
   * How far the estimate is below the bound for the rows that it was seen on: their difference
   * times the square root of the rows, which is in standard deviations but for the spread of a row.
   * It ranks the claims of one policy; p-values do not, as a bet stops when it is won, and its
   * p-value is then just below delta.
   */
  public double room() {
    return (bound - estimate) * Math.sqrt((double) rows);
  }

  /** The claim as the predicate of an English sentence. */
  String words() {
    return quantity.claim(bound, slice);
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static void require(boolean holds, String name, Object value, String mustBe) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot state a claim: %s %s (must be %s)".formatted(name, value, mustBe));
    }
  }
}
