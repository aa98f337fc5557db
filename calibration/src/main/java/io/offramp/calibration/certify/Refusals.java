// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.bound.ClopperPearson;
import io.offramp.calibration.policy.RiskTarget;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Says why nothing was certified, and what would help. */
final class Refusals {
  private static final String FRESH_ROWS =
      "rows that led to a new bound cannot certify it: certify it on fresh ones";

  private Refusals() {}

  /** The risk failed at level 0, the safest. */
  static NoneCertified risk(PathTally tally, RiskTarget target, double delta) {
    int n = tally.lossRows();
    int losses = tally.losses(0);
    double nearest = ClopperPearson.upper(n, losses, delta);
    OptionalDouble nearestBound = nearest < 1 ? OptionalDouble.of(nearest) : OptionalDouble.empty();
    long needed = rowsNeeded(target.bound(), delta);
    if (n < needed) {
      return new NoneCertified(
          NoneCertified.Bound.RISK,
          ("Cannot certify %s at most %s: %d rows to certify on (must be %d or more, even if none"
                  + " of them loses; add rows, raise the bound or lower the confidence). These rows"
                  + " would have borne out %s; %s.")
              .formatted(target.id(), target.bound(), n, needed, rounded(nearest), FRESH_ROWS),
          OptionalLong.of(needed),
          nearestBound);
    }
    return new NoneCertified(
        NoneCertified.Bound.RISK,
        ("Cannot certify %s at most %s: at the safest threshold, %s, %d of %d rows "
                + "lose, with p-value %s (must be at most %s). These rows would have borne "
                + "out %s; %s.")
            .formatted(
                target.id(),
                target.bound(),
                tally.threshold(0),
                losses,
                n,
                rounded(BinomialTail.lower(n, losses, target.bound())),
                delta,
                rounded(nearest),
                FRESH_ROWS),
        OptionalLong.empty(),
        nearestBound);
  }

  /** The cheapest level whose risk is certified costs too much. */
  static NoneCertified cost(PathTally tally, int level, double maxCost, CostTest test) {
    OptionalDouble nearest = test.nearestBound(level);
    String remedy =
        nearest.isPresent()
            ? "these rows would have borne out %s; %s"
                .formatted(rounded(nearest.getAsDouble()), FRESH_ROWS)
            : "%d rows cannot show any saving; add rows, or allow more risk"
                .formatted(tally.rows());
    return new NoneCertified(
        NoneCertified.Bound.COST,
        ("Cannot certify an expected cost of at most %s: the cheapest threshold with "
                + "a certified risk, %s, costs %s on average over %d rows, which is too much "
                + "or too uncertain (%s).")
            .formatted(
                maxCost,
                tally.threshold(level),
                rounded(tally.meanCost(level)),
                tally.rows(),
                remedy),
        OptionalLong.empty(),
        nearest);
  }

  /** The least n with (1 - bound)^n at most delta: no fewer rows can certify anything. */
  static long rowsNeeded(double bound, double delta) {
    long n = Math.max(1, (long) Math.floor(Math.log(delta) / Math.log1p(-bound)));
    // The logarithms round; the test has the last word.
    while (n <= Integer.MAX_VALUE && BinomialTail.lower((int) n, 0, bound) > delta) {
      n++;
    }
    return n;
  }

  /** Four significant digits, upwards, so that a rounded bound or p-value claims no more. */
  private static String rounded(double value) {
    return new BigDecimal(value)
        .round(new MathContext(4, RoundingMode.CEILING))
        .stripTrailingZeros()
        .toString();
  }
}
