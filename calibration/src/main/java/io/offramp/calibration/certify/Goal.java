// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.RiskTarget;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is to be certified: a risk, an expected cost, or both; and the risk of parts of the rows.
 *
 * <p>With a risk alone the cheapest policy is sought, with a cost alone the one of least risk, with
 * both the cheapest that keeps both.
 *
 * @param risk the risk and its bound; none to bound the cost only
 * @param maxCost the bound on the expected cost, as a fraction of exit K's cost, in (0,1)
 * @param maxSliceRisk a bound on the same kind of risk for each slice by itself, in (0,1)
 * @param slices the slices it is for
 * @param confidence the probability with which all bounds must hold together, from 1e-8 to 1 - 1e-8
 */
public record Goal(
    Optional<RiskTarget> risk,
    OptionalDouble maxCost,
    OptionalDouble maxSliceRisk,
    List<Slice> slices,
    double confidence) {
  /** The exact tests bound rounding by less than this, and not by less than a tenth of it. */
  private static final double LEAST_DELTA = 1e-8;

  /**
   * Checks the numbers and copies the slices.
   *
   * @throws IllegalArgumentException if nothing is bounded, or a number is out of its range
   */
  public Goal {
    slices = List.copyOf(slices);
    if (risk.isEmpty() && maxCost.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot calibrate without a bound (must be a risk, a cost or both)");
    }
    if (maxSliceRisk.isPresent() && risk.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot bound the risk of slices without a bound on the risk of all rows (give one)");
    }
    requireShare("confidence", confidence, "such as 0.9");
    double delta = delta(confidence);
    if (delta < LEAST_DELTA || confidence < LEAST_DELTA) {
      throw new IllegalArgumentException(
          "Cannot certify with confidence %s (must be from 1e-8 to 0.99999999)"
              .formatted(confidence));
    }
    maxCost.ifPresent(
        cost -> requireShare("max cost", cost, "a fraction of the full model's cost"));
    maxSliceRisk.ifPresent(bound -> requireShare("max slice risk", bound, "a share of rows"));
  }

  /** A bound on a risk, and nothing else. */
  public static Goal of(RiskTarget risk, double confidence) {
    return new Goal(
        Optional.of(risk), OptionalDouble.empty(), OptionalDouble.empty(), List.of(), confidence);
  }

  /** The same with a bound on the cost. */
  public Goal withMaxCost(double bound) {
    return new Goal(risk, OptionalDouble.of(bound), maxSliceRisk, slices, confidence);
  }

  /** The same with a bound on the risk of every slice. */
  public Goal withSlices(double bound, List<Slice> parts) {
    return new Goal(risk, maxCost, OptionalDouble.of(bound), parts, confidence);
  }

  /** The same with another bound on the risk. */
  Goal withRisk(RiskTarget target) {
    return new Goal(Optional.of(target), maxCost, maxSliceRisk, slices, confidence);
  }

  /** The same without a bound on the cost. */
  Goal withoutCost() {
    return new Goal(risk, OptionalDouble.empty(), maxSliceRisk, slices, confidence);
  }

  /** The error probability that tests may spend: 1 - confidence, in decimals. */
  public double delta() {
    return delta(confidence);
  }

  private static double delta(double confidence) {
    // So that confidence 0.9 leaves 0.1 and not 0.09999999999999998.
    return BigDecimal.ONE.subtract(BigDecimal.valueOf(confidence)).doubleValue();
  }

  private static void requireShare(String name, double value, String hint) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "Cannot certify with %s %s (must be in (0,1), %s)".formatted(name, value, hint));
    }
  }
}
