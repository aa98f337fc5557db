// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * An upper bound on the probability, under any null distribution, that the counts of an experiment
 * fall into a rejection region: the region's size.
 *
 * <p>Of n independent rows each is harmful with probability p_h, helpful with p_g, or neither; the
 * null hypothesis is p_h - p_g &ge; epsilon. A region is given by the greatest harmful count for
 * each helpful count, which does not decrease: it is closed towards fewer harmful and more helpful
 * rows. Its probability therefore falls in p_h and rises in p_g, which gives two things. The worst
 * null distributions are those with p_h = q + epsilon and p_g = q. And on an interval [q, q+s] the
 * probability is at most the one for p_h = q + epsilon, p_g = q + s; a finite cover of all q by
 * such intervals bounds the supremum, with nothing left to a grid between its points.
 */
final class TrinomialSize {
  /** Bounds what is left out: tails of the helpful count, and rounding. */
  private static final double SLACK = 1e-9;

  private static final double TAIL_DEVIATIONS = 6.5;
  private static final double UNDERFLOW = 1e-280;

  private final int n;
  private final double epsilon;
  private final double[] starts; // the cover: q from starts[i] to starts[i+1]

  /**
   * Covers the nuisance parameter.
   *
   * @param step the intervals' length in standard deviations of h - g; the bound is loose by some
   *     0.2 step
   */
  TrinomialSize(int n, double epsilon, double step) {
    this.n = n;
    this.epsilon = epsilon;
    double end = (1 - epsilon) / 2;
    double[] cover = new double[1024];
    int size = 0;
    for (double q = 0; q < end; q += step * Math.sqrt((2 * q + epsilon) / n)) {
      if (size + 1 >= cover.length) {
        cover = Arrays.copyOf(cover, 2 * cover.length);
      }
      cover[size++] = q;
    }
    cover[size] = end;
    this.starts = Arrays.copyOf(cover, size + 1);
  }

  /** The number of intervals of the cover. */
  int intervals() {
    return starts.length - 1;
  }

  /**
   * The bound for each interval of the cover.
   *
   * @param maxHarmful by helpful count 0..length-1, from there on the last; -1 for none
   */
  double[] bounds(int[] maxHarmful) {
    return bounds(maxHarmful, IntStream.range(0, intervals()).toArray());
  }

  /**
   * Those of some intervals, ascending, on which the bound exceeds a probability.
   *
   * @param maxHarmful as in {@link #bounds}
   */
  int[] exceeding(int[] maxHarmful, int[] intervals, double delta) {
    double[] bounds = bounds(maxHarmful, intervals);
    return IntStream.range(0, bounds.length)
        .filter(i -> bounds[i] > delta)
        .map(i -> intervals[i])
        .toArray();
  }

  private double[] bounds(int[] maxHarmful, int[] intervals) {
    int greatest = maxHarmful[maxHarmful.length - 1];
    // From some q on even "at most the greatest harmful count" is out of reach; and as that only
    // gets harder with q, one value bounds all that follow.
    int relevant = intervals.length;
    int low = 0;
    while (low < relevant) {
      int middle = (low + relevant) >>> 1;
      if (BinomialTail.lower(n, greatest, starts[intervals[middle]] + epsilon) <= SLACK) {
        relevant = middle;
      } else {
        low = middle + 1;
      }
    }
    double[] bounds = new double[intervals.length];
    Arrays.fill(bounds, SLACK);
    IntStream.range(0, relevant)
        .parallel()
        .forEach(i -> bounds[i] = Math.min(1, SLACK + probability(intervals[i], maxHarmful)));
    return bounds;
  }

  /** The greatest of {@link #bounds}. */
  double bound(int[] maxHarmful) {
    return Arrays.stream(bounds(maxHarmful)).max().orElse(1);
  }

  /** What single outcomes add to the bounds. */
  OutcomeProbabilities outcomes() {
    int[] all = IntStream.range(0, intervals()).toArray();
    return new OutcomeProbabilities(
        n,
        Arrays.stream(all).mapToDouble(this::helpfulProbability).toArray(),
        Arrays.stream(all).mapToDouble(this::conditionalHarmful).toArray());
  }

  private double helpfulProbability(int interval) {
    return starts[interval + 1];
  }

  /** The probability of harm given that a row does not help, on the favourable side. */
  private double conditionalHarmful(int interval) {
    return Math.min(1, (starts[interval] + epsilon) / (1 - starts[interval + 1]));
  }

  /**
   * Sums P(g) P(h &le; maxHarmful(g) | g) over g. Going up in g, one trial fewer and perhaps a
   * greater bound, each conditional probability follows from the one before by adding positive
   * terms, so errors do not build up.
   */
  private double probability(int interval, int[] maxHarmful) {
    double helpful = helpfulProbability(interval);
    double harmful = conditionalHarmful(interval);
    double spread = TAIL_DEVIATIONS * Math.sqrt(n * helpful * (1 - helpful)) + 12;
    int first = (int) Math.max(firstPossible(maxHarmful), Math.floor(n * helpful - spread));
    int last = (int) Math.min(n, Math.ceil(n * helpful + spread));
    if (first > last) {
      return 0;
    }
    double weight = BinomialDistribution.of(n, helpful).probability(first);
    double odds = helpful / (1 - helpful);
    Conditional conditional = new Conditional(n - first, harmful, maxHarmful(maxHarmful, first));
    double sum = 0;
    for (int g = first; g <= last; g++) {
      sum += weight * conditional.cumulative;
      if (g < last) {
        weight *= odds * (n - g) / (g + 1);
        if (weight < UNDERFLOW) {
          weight = BinomialDistribution.of(n, helpful).probability(g + 1);
        }
        conditional.next(maxHarmful(maxHarmful, g + 1));
      }
    }
    return sum;
  }

  private static int firstPossible(int[] maxHarmful) {
    int first = 0;
    while (first < maxHarmful.length && maxHarmful[first] < 0) {
      first++;
    }
    return first == maxHarmful.length ? Integer.MAX_VALUE : first;
  }

  private static int maxHarmful(int[] maxHarmful, int helpful) {
    return maxHarmful[Math.min(helpful, maxHarmful.length - 1)];
  }

  /** P(Bin(trials, p) &le; limit), with one trial fewer each step. */
  private static final class Conditional {
    private final double p;
    private int trials;
    private int limit;
    private double mass; // P(Bin(trials, p) = limit)
    double cumulative;

    Conditional(int trials, double p, int limit) {
      this.trials = trials;
      this.p = p;
      this.limit = limit;
      this.cumulative = BinomialTail.lower(trials, limit, p);
      this.mass = exactMass();
    }

    void next(int nextLimit) {
      if (limit >= trials || p >= 1) {
        trials--;
        limit = nextLimit;
        cumulative = BinomialTail.lower(trials, limit, p);
        mass = exactMass();
        return;
      }
      mass *= (trials - limit) / (trials * (1 - p));
      trials--;
      if (mass < UNDERFLOW) {
        mass = exactMass();
      }
      cumulative += p * mass;
      while (limit < nextLimit) {
        mass *= (double) (trials - limit) / (limit + 1) * p / (1 - p);
        limit++;
        if (mass < UNDERFLOW) {
          mass = exactMass();
        }
        cumulative += mass;
      }
      cumulative = Math.min(1, cumulative);
    }

    private double exactMass() {
      return limit > trials ? 0 : BinomialDistribution.of(trials, p).probability(limit);
    }
  }
}
