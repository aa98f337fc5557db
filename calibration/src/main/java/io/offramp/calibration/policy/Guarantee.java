// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.Optional;

/**
 * What is guaranteed about a policy, and the evidence.
 *
 * <p>The guarantee: with probability at least {@code confidence} over the draw of the certifying
 * rows, the policy's risk is at most {@code target.bound()} and, if a cost certificate is present,
 * its expected cost at most that bound; both at once. It assumes that the certifying rows and the
 * scored corpus are independent draws from one distribution, that the family of candidate policies
 * was fixed before the rows were looked at, and that the rows choose nothing else. It does not
 * survive drift.
 *
 * @param target the risk that is bounded, and its bound epsilon
 * @param confidence in (0,1); all errors together have probability at most 1 - confidence
 * @param delta the part of 1 - confidence spent on the risk, in (0,1); what is left is the cost's
 * @param method how the policy was chosen and tested, in words
 * @param rows the rows the risk was certified on, &ge; 1: the labelled ones if the target needs
 *     labels
 * @param losses how many of those rows lose by the policy: rows the last exit gets right and the
 *     policy wrong, or rows answered differently, as the target says
 * @param levelsTested how many candidate policies the risk was tested for, &ge; 1
 * @param pValue the p-value of "the risk exceeds its bound" for this policy; at most delta
 * @param costRows the rows the cost was averaged over, &ge; rows: cost needs no labels
 * @param expectedCost the mean cost over the cost rows, in (0,1]; an estimate, not a bound
 * @param cost the certified bound on the expected cost, if one was asked for
 */
public record Guarantee(
    RiskTarget target,
    double confidence,
    double delta,
    String method,
    long rows,
    long losses,
    int levelsTested,
    double pValue,
    long costRows,
    double expectedCost,
    Optional<CostCertificate> cost) {
  private static final double DELTA_TOLERANCE = 1e-9;

  /**
   * Checks the evidence against the claim.
   *
   * @throws IllegalArgumentException if a number is out of its range, the deltas do not add up to 1
   *     - confidence, or the expected cost exceeds its certified bound
   */
  public Guarantee {
    require(confidence > 0 && confidence < 1, "confidence", confidence, "in (0,1)");
    require(delta > 0 && delta < 1, "delta", delta, "in (0,1)");
    require(!method.isBlank(), "method", "\"" + method + "\"", "words that name the method");
    require(rows >= 1, "rows", rows, "at least 1");
    require(losses >= 0 && losses <= rows, "losses", losses, "in 0.." + rows + ", the rows");
    require(levelsTested >= 1, "levels tested", levelsTested, "at least 1");
    require(pValue >= 0 && pValue <= delta, "p-value", pValue, "in [0," + delta + "], the delta");
    require(costRows >= rows, "cost rows", costRows, "at least " + rows + ", the rows");
    require(expectedCost > 0 && expectedCost <= 1, "expected cost", expectedCost, "in (0,1]");
    double spent = delta + cost.map(CostCertificate::delta).orElse(0.0);
    require(
        Math.abs(spent - (1 - confidence)) <= DELTA_TOLERANCE,
        "delta spent in all",
        spent,
        "1 - confidence for confidence " + confidence);
    double maxCost = cost.map(CostCertificate::bound).orElse(1.0);
    require(expectedCost <= maxCost, "expected cost", expectedCost, "at most " + maxCost);
  }

  /** The share of the certifying rows that lose, in [0,1]: losses / rows. */
  public double observedRisk() {
    return (double) losses / rows;
  }

  /** The guarantee with its assumptions in one English sentence. */
  public String statement() {
    String budget =
        cost.map(c -> " and costs on average at most %s of doing so".formatted(c.bound()))
            .orElse("");
    return ("With confidence %s over the draw of the certifying rows, scoring by this policy"
            + " instead of running every row to the last exit %s%s, provided that those rows"
            + " and the scored corpus are independent draws from one distribution, that the"
            + " candidate policies were fixed before the rows were looked at, and that the rows"
            + " are used for choosing nothing else; under drift it does not hold.")
        .formatted(confidence, target.claim(), budget);
  }

  private static void require(boolean holds, String name, Object value, String mustBe) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot state a guarantee: %s %s (must be %s)".formatted(name, value, mustBe));
    }
  }
}
