// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The outcomes that reject "the accuracy drop is greater than epsilon", from the counts of harmful
 * rows (the last exit right, the policy wrong) and helpful rows (the reverse) among n.
 *
 * <p>Guarantee: if the rows are independent draws and p_h - p_g &ge; epsilon, the counts fall into
 * the region with probability at most delta, at every n and whatever p_g is. The region depends on
 * n, epsilon and delta alone, so it is fixed before any row is looked at.
 *
 * <p>The region is {Tango score &le; -c}, made monotone, with the least c whose {@link
 * TrinomialSize} is at most delta; then single outcomes are added, the most extreme first, as long
 * as the size stays at most delta. It is an unconditional exact test in the manner of Barnard:
 * against testing the harmful rows alone with a binomial it credits every helpful row.
 *
 * <p>Sources: {@link TangoScore}; exact unconditional paired non-inferiority tests: J.-J. Hsueh,
 * J.-P. Liu, J. J. Chen, "Unconditional exact tests for equivalence or noninferiority for paired
 * binary endpoints", Biometrics 57 (2001).
 */
public final class TrinomialRegion {
  /** Adding single outcomes gains nothing worth its time where there are more rows than this. */
  private static final int MOST_ROWS_TO_ENLARGE = 6000;

  private static final double GREATEST_CRITICAL = 40;

  /** From one guess of the critical value to the next. */
  private static final double RUNG = 1.3;

  /** Of a cover by which it is guessed. */
  private static final double ROUGH_STEP = 0.5;

  /** For p-values, which are evidence only; where a finer cover decides, they are cut at delta. */
  private static final double COARSE_STEP = 0.04;

  private final int n;
  private final double epsilon;
  private final double delta;
  private final int[] maxHarmful; // n where no possible harmful count is too great
  private final Map<List<Integer>, Double> pValues = new ConcurrentHashMap<>();

  private TrinomialRegion(int n, double epsilon, double delta, int[] maxHarmful) {
    this.n = n;
    this.epsilon = epsilon;
    this.delta = delta;
    this.maxHarmful = maxHarmful;
  }

  /**
   * The region.
   *
   * @param n rows, &ge; 0
   * @param epsilon the bound on the accuracy drop, in (0,1)
   * @param delta the probability with which the test may err, in (0,1)
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static TrinomialRegion of(int n, double epsilon, double delta) {
    if (n < 0 || !(epsilon > 0 && epsilon < 1) || !(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException(
          ("Cannot test an accuracy drop: n %d, epsilon %s, delta %s (n must be 0 or more, epsilon"
                  + " and delta in (0,1))")
              .formatted(n, epsilon, delta));
    }
    if (n == 0) {
      return new TrinomialRegion(n, epsilon, delta, new int[] {-1});
    }
    TrinomialSize size = new TrinomialSize(n, epsilon, coverStep(n));
    int[] region = within(size, n, epsilon, delta);
    if (n <= MOST_ROWS_TO_ENLARGE) {
      new TrinomialEnlargement(n, epsilon, delta, size).enlarge(region);
    }
    return new TrinomialRegion(n, epsilon, delta, region);
  }

  /**
   * The region of the least critical value, to a tolerance, whose size is at most delta; an empty
   * one if there is none, as too few rows are there for any outcome to reject.
   *
   * <p>A rough cover, whose bound is a little greater, says where to look. A greater critical value
   * gives a part of the region, so an interval of the cover on which one was great enough needs no
   * look at greater ones. What a failing value leaves is the intervals on which it failed, soon a
   * few of thousands.
   */
  private static int[] within(TrinomialSize size, int n, double epsilon, double delta) {
    TrinomialSize rough = new TrinomialSize(n, epsilon, ROUGH_STEP);
    double low = 0;
    double high = 1;
    while (high < GREATEST_CRITICAL && rough.bound(tango(n, epsilon, high)) > delta) {
      low = high / RUNG;
      high *= high < 4 ? RUNG : 2;
    }
    int[] open = IntStream.range(0, size.intervals()).toArray();
    double tolerance = tolerance(n, epsilon);
    int[] region = new int[0];
    double guess = 4 * tolerance - NormalDistribution.of(0, 1).inverseCumulativeProbability(delta);
    while (high - low > tolerance) {
      double middle = guess > low && guess < high ? guess : (low + high) / 2;
      guess -= 8 * tolerance; // with many rows it is most often between the first two guesses
      int[] larger = tango(n, epsilon, middle);
      int[] exceeding = size.exceeding(larger, open, delta);
      if (exceeding.length == 0) {
        high = middle;
        region = larger;
      } else {
        low = middle;
        open = exceeding;
      }
    }
    while (region.length == 0) { // so far nothing was small enough
      int[] smaller = tango(n, epsilon, high);
      if (size.exceeding(smaller, open, delta).length == 0) {
        region = smaller;
      } else if (high < GREATEST_CRITICAL) {
        high += tolerance;
      } else {
        Arrays.fill(smaller, -1);
        region = smaller;
      }
    }
    return region;
  }

  /** Whether h harmful and g helpful rows among n reject "the accuracy drop exceeds epsilon". */
  public boolean rejects(int harmful, int helpful) {
    return harmful <= maxHarmful(helpful);
  }

  /**
   * The greatest harmful count that rejects beside a helpful count, or -1 if none does.
   *
   * @param helpful 0..n
   */
  public int maxHarmful(int helpful) {
    return Math.min(n - helpful, maxHarmful[Math.min(helpful, maxHarmful.length - 1)]);
  }

  /** How many numbers it is kept as. */
  public int numbers() {
    return maxHarmful.length;
  }

  /**
   * A p-value of an outcome that rejects: delta, or less where the outcome lies deeper inside.
   * Remembered, as it takes longer to find than {@link #rejects}.
   *
   * @throws IllegalArgumentException if the outcome does not reject
   */
  public double pValue(int harmful, int helpful) {
    if (!rejects(harmful, helpful)) {
      throw new IllegalArgumentException(
          "Cannot give the p-value of %d harmful and %d helpful rows (must be in the region)"
              .formatted(harmful, helpful));
    }
    List<Integer> outcome = List.of(harmful, helpful);
    Double known = pValues.get(outcome);
    if (known == null) { // not within the map's lock: finding it may run other tasks of the pool
      known = size(harmful, helpful);
      pValues.put(outcome, known);
    }
    return known;
  }

  /** Bounds the size of the least region that has the outcome, by delta at most. */
  private double size(int harmful, int helpful) {
    TangoScore score = new TangoScore(n, epsilon);
    double critical = Double.POSITIVE_INFINITY;
    // The closure keeps an outcome at a critical value if all with more helpful rows are kept.
    for (int g = Math.min(helpful, maxHarmful.length - 1); g < maxHarmful.length; g++) {
      critical = Math.min(critical, -score.of(Math.min(harmful, n - g), g));
    }
    int[] region = tango(n, epsilon, critical);
    return Math.min(
        delta, new TrinomialSize(n, epsilon, Math.max(COARSE_STEP, coverStep(n))).bound(region));
  }

  /** A fifth of a row, in standard deviations: finer than counts can tell. */
  private static double tolerance(int n, double epsilon) {
    return 0.2 / Math.sqrt(n * epsilon + 1);
  }

  /**
   * Finer where it costs nothing: a cover's looseness is lost power. At its coarsest, from 130,000
   * rows on, it makes the distance that is kept from the bound some 4 in 100 longer.
   */
  private static double coverStep(int n) {
    return Math.min(0.09, Math.max(0.004, 0.004 * Math.pow(n / 2000.0, 0.75)));
  }

  /** The monotone closure of {score at most -critical}, flat above a helpful count. */
  private static int[] tango(int n, double epsilon, double critical) {
    int greatest = (int) Math.min(n, Math.floor(0.15 * n) + 40);
    int[] maxHarmful = new int[greatest + 1];
    TangoScore score = new TangoScore(n, epsilon);
    for (int g = 0; g <= greatest; g++) {
      maxHarmful[g] = score.maxHarmful(g, critical, g == 0 ? n / 2 : maxHarmful[g - 1] + 1);
    }
    for (int g = greatest - 1; g >= 0; g--) {
      maxHarmful[g] = Math.min(maxHarmful[g], maxHarmful[g + 1]);
    }
    return maxHarmful;
  }
}
