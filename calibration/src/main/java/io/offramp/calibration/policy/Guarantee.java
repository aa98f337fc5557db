// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import io.offramp.calibration.words.Decimal;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is guaranteed about a policy, and the evidence.
 *
 * <p>The guarantee: with probability at least {@code confidence} over the draw of the certifying
 * rows, all claims hold at once. It assumes that the certifying rows and the scored corpus are
 * independent draws from one distribution, that the candidate policies were fixed before the rows
 * were looked at, and that the rows choose nothing else. It does not survive drift.
 *
 * @param confidence in (0,1); all errors together have probability at most 1 - confidence
 * @param validity whether the confidence is reached at any number of rows, or only in the limit
 * @param method how the policy was chosen and tested, in words
 * @param levelsTested how many candidate policies were tested, &ge; 1
 * @param costRows the rows the cost was averaged over, &ge; 1; cost needs no labels
 * @param expectedCost the mean cost over the cost rows, in (0,1]; an estimate, not a bound
 * @param claims the bounds, at least one
 * @param tolerance how far apart two numbers may be that count as the same, where answers are
 *     numbers: positive, in their unit; empty: answers are labels
 */
public record Guarantee(
    double confidence,
    Validity validity,
    String method,
    int levelsTested,
    long costRows,
    double expectedCost,
    List<Claim> claims,
    OptionalDouble tolerance) {
  private static final double DELTA_TOLERANCE = 1e-9;

  /**
   * Checks the parts against each other and copies the claims.
   *
   * @throws IllegalArgumentException if a number is out of its range, there is no claim, or one was
   *     tested at a level above 1 - confidence
   */
  public Guarantee {
    claims = List.copyOf(claims);
    require(confidence > 0 && confidence < 1, "confidence", confidence, "in (0,1)");
    require(!method.isBlank(), "method", "\"" + method + "\"", "words that name the method");
    require(levelsTested >= 1, "levels tested", levelsTested, "at least 1");
    require(costRows >= 1, "cost rows", costRows, "at least 1");
    require(expectedCost > 0 && expectedCost <= 1, "expected cost", expectedCost, "in (0,1]");
    require(!claims.isEmpty(), "claims", claims, "at least 1");
    tolerance.ifPresent(
        apart ->
            require(
                apart > 0 && apart < Double.POSITIVE_INFINITY,
                "tolerance",
                apart,
                "positive and finite"));
    for (Claim claim : claims) {
      require(
          claim.delta() <= 1 - confidence + DELTA_TOLERANCE,
          "delta of a claim",
          claim.delta(),
          "at most 1 - confidence for confidence " + confidence);
    }
  }

  /** Of answers that are labels. */
  public Guarantee(
      double confidence,
      Validity validity,
      String method,
      int levelsTested,
      long costRows,
      double expectedCost,
      List<Claim> claims) {
    this(
        confidence,
        validity,
        method,
        levelsTested,
        costRows,
        expectedCost,
        claims,
        OptionalDouble.empty());
  }

  /** The guarantee with its assumptions in one English sentence. */
  public String statement() {
    String limit =
        switch (validity) {
          case EXACT -> "";
          case ASYMPTOTIC -> ", which is reached only as the number of those rows grows";
        };
    return ("With confidence %s over the draw of the certifying rows%s, scoring by this policy"
            + " instead of running every row to the last exit %s%s, provided that those rows"
            + " and the scored corpus are independent draws from one distribution, that the"
            + " candidate policies were fixed before the rows were looked at, and that the rows"
            + " are used for choosing nothing else; under drift it does not hold.")
        .formatted(confidence, limit, ClaimWords.of(claims), meaning());
  }

  /** When a number is right or the same. */
  private String meaning() {
    return tolerance.isEmpty() || boundsCostAlone()
        ? ""
        : ", where an answer is right, or the same, if it is no farther than %s from the label, or from the last exit's"
            .formatted(Decimal.of(tolerance.getAsDouble()));
  }

  /** Whether nothing is said of answers. */
  public boolean boundsCostAlone() {
    return claims.stream().allMatch(claim -> claim.quantity() == Quantity.COST);
  }

  private static void require(boolean holds, String name, Object value, String mustBe) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot state a guarantee: %s %s (must be %s)".formatted(name, value, mustBe));
    }
  }
}
