// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.search.LevelCounts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Says why nothing was certified, and what would help. */
final class Refusals {
  static final String FRESH_ROWS =
      "rows that led to a new bound cannot certify it: certify it on fresh ones";

  private Refusals() {}

  /**
   * A risk failed at the first level that was tested.
   *
   * @param needed the least number of rows that the test can reject with
   * @param nearest a bound that these rows would have borne out; named if it helps
   */
  static NoneCertified risk(
      Quantity quantity,
      double bound,
      Optional<String> slice,
      int rows,
      int losses,
      double delta,
      long needed,
      double nearest) {
    // The bound comes from a test by counts of losses alone, which may be kinder than the one used.
    boolean helps = nearest > bound && nearest < 1;
    OptionalDouble nearestBound = helps ? OptionalDouble.of(nearest) : OptionalDouble.empty();
    String of = quantity.id() + slice.map(words -> " for rows with " + words).orElse("");
    String borneOut =
        helps
            ? " These rows would have borne out %s; %s.".formatted(rounded(nearest), FRESH_ROWS)
            : "";
    if (rows < needed) {
      return new NoneCertified(
          NoneCertified.Bound.RISK,
          ("Cannot certify %s at most %s: %d rows to certify on (must be %d or more, even if none"
                  + " of them loses; add rows, raise the bound or lower the confidence).%s")
              .formatted(of, bound, rows, needed, borneOut),
          OptionalLong.of(needed),
          nearestBound);
    }
    return new NoneCertified(
        NoneCertified.Bound.RISK,
        ("Cannot certify %s at most %s: at the first policy tested %d of %d rows lose, too many for"
                + " delta %s (add rows, raise the bound or lower the confidence).%s")
            .formatted(of, bound, losses, rows, delta, borneOut),
        OptionalLong.empty(),
        nearestBound);
  }

  /** A cost failed. */
  static String cost(double bound, LevelCounts counts, OptionalDouble nearest) {
    if (counts.rows() == 0) {
      return "Cannot certify an expected cost of at most %s: 0 rows to certify on (must be at least 1; add rows)."
          .formatted(bound);
    }
    String remedy =
        nearest.isPresent()
            ? "these rows would have borne out %s; %s"
                .formatted(rounded(nearest.getAsDouble()), FRESH_ROWS)
            : "%d rows cannot show %s; add rows, or allow more risk"
                .formatted(counts.rows(), counts.meanCost() < bound ? "it" : "any saving");
    return ("Cannot certify an expected cost of at most %s: the cheapest policy tested costs %s on"
            + " average over %d rows, which is too much or too uncertain (%s).")
        .formatted(bound, rounded(counts.meanCost()), counts.rows(), remedy);
  }

  /** The least n with (1 - bound)^n at most delta: fewer rows without a loss certify nothing. */
  static long rowsNeeded(double bound, double delta) {
    long n = Math.max(1, (long) Math.floor(Math.log(delta) / Math.log1p(-bound)));
    // The logarithms round; the test has the last word.
    while (n <= Integer.MAX_VALUE && BinomialTail.lower((int) n, 0, bound) > delta) {
      n++;
    }
    return n;
  }

  /** Four significant digits, upwards, so that a rounded bound or p-value claims no more. */
  static String rounded(double value) {
    return new BigDecimal(value)
        .round(new MathContext(4, RoundingMode.CEILING))
        .stripTrailingZeros()
        .toPlainString();
  }
}
