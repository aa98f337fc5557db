// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BettingTest;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The tests of "the accuracy drop exceeds its bound". All hold at any number of rows. */
public enum RiskTest {
  /** The exact trinomial test on harmful and helpful rows; betting where there are very many. */
  AUTO("auto"),
  /** {@link io.offramp.calibration.bound.TrinomialRegion}. */
  TRINOMIAL("exact-trinomial"),
  /** The exact binomial test on harmful rows alone. */
  BINOMIAL("exact-binomial"),
  /** Hoeffding and Bentkus on harmful rows alone. */
  HOEFFDING_BENTKUS("hoeffding-bentkus"),
  /** {@link io.offramp.calibration.bound.BettingTest}, on the accuracy drop of each row. */
  BETTING("betting");

  /** With more rows than this the exact test takes many seconds and gains nothing. */
  public static final int MOST_ROWS_FOR_TRINOMIAL = 2_000_000;

  private final String id;

  RiskTest(String id) {
    this.id = id;
  }

  /** The stable, kebab-case name used in policy files and on the command line. */
  public String id() {
    return id;
  }

  /** What {@link #AUTO} stands for at a number of rows; others stand for themselves. */
  RiskTest resolve(int rows) {
    if (this != AUTO) {
      return this;
    }
    return rows <= MOST_ROWS_FOR_TRINOMIAL ? TRINOMIAL : BETTING;
  }

  /**
   * The least number of rows that reject if none of them loses; with fewer nothing is certified.
   */
  long rowsNeeded(double bound, double delta) {
    long exact = Refusals.rowsNeeded(bound, delta);
    if (this != BETTING) {
      return exact;
    }
    long fewer = exact - 1;
    long enough = exact;
    while (!lossless(enough, bound, delta)) {
      fewer = enough;
      enough *= 2;
    }
    while (enough - fewer > 1) {
      long middle = (fewer + enough) >>> 1;
      if (lossless(middle, bound, delta)) {
        enough = middle;
      } else {
        fewer = middle;
      }
    }
    return enough;
  }

  /** Whether betting rejects rows without a loss. */
  private static boolean lossless(long rows, double bound, double delta) {
    BettingTest bets = new BettingTest(bound, -1, 1, rows, delta);
    for (long row = 0; row < rows && !bets.rejects(); row++) {
      bets.next(0);
    }
    return bets.rejects();
  }

  /**
   * The test with an {@link #id()}.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static RiskTest ofId(String id) {
    return Arrays.stream(values())
        .filter(test -> test.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot use risk test \"%s\" (must be one of: %s)"
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(RiskTest::id)
                                .collect(Collectors.joining(", ")))));
  }
}
