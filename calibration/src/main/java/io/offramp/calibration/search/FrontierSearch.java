// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The frontier of loss and cost over per-exit thresholds: vectors none of which is beaten in both
 * by another one found, from the least loss to the least cost.
 *
 * <p>If there are at most {@value #MOST_TO_ENUMERATE} different threshold vectors, as with signals
 * that count exits, all are tried and the frontier is exact. Otherwise {@link CoordinateDescent}
 * runs for a range of prices of a loss, each from the solution of the price before and from the
 * best shared level; that finds the frontier's convex hull, or local optima near it.
 */
public final class FrontierSearch {
  static final int MOST_TO_ENUMERATE = 20_000;

  private static final int PRICES = 28;
  private static final double GREATEST_PRICE = 200;
  private static final double LEAST_PRICE = 1.2;
  private static final int SHARED_LEVELS = 40;

  private final ScoredRows rows;

  private FrontierSearch(ScoredRows rows) {
    this.rows = rows;
  }

  /** The frontier on given rows, from the least loss to the least cost; at least one vector. */
  public static List<Candidate> frontier(ScoredRows rows) {
    FrontierSearch search = new FrontierSearch(rows);
    double[][] values = new double[rows.early()][];
    long vectors = 1;
    for (int exit = 0; exit < values.length; exit++) {
      values[exit] = Arrays.stream(rows.scores(exit)).distinct().toArray();
      vectors = Math.min(Integer.MAX_VALUE, vectors * (values[exit].length + 1L));
    }
    List<Candidate> found = new ArrayList<>();
    if (vectors <= MOST_TO_ENUMERATE) {
      search.enumerate(values, 0, new double[values.length], found);
    } else {
      search.descend(found);
    }
    return undominated(found);
  }

  private void enumerate(double[][] values, int exit, double[] thresholds, List<Candidate> found) {
    if (exit == values.length) {
      found.add(rows.candidate(thresholds));
      return;
    }
    for (double value : values[exit]) {
      thresholds[exit] = value;
      enumerate(values, exit + 1, thresholds, found);
    }
    thresholds[exit] = Double.POSITIVE_INFINITY;
    enumerate(values, exit + 1, thresholds, found);
  }

  private void descend(List<Candidate> found) {
    CoordinateDescent descent = new CoordinateDescent(rows);
    List<Candidate> shared = sharedLevels();
    double[] previous = new double[rows.early()];
    Arrays.fill(previous, Double.POSITIVE_INFINITY);
    for (int i = 0; i < PRICES; i++) {
      double price = GREATEST_PRICE * Math.pow(LEAST_PRICE / GREATEST_PRICE, i / (PRICES - 1.0));
      Comparator<Candidate> byPrice = Comparator.comparingDouble(c -> c.cost() + price * c.loss());
      double[] start = shared.stream().min(byPrice).orElseThrow().thresholds();
      CompletableFuture<Candidate> other = // beside the next line; no more, for memory's sake
          CompletableFuture.supplyAsync(() -> rows.candidate(descent.minimise(price, start)));
      Candidate fromPrevious = rows.candidate(descent.minimise(price, previous));
      Candidate fromShared = other.join();
      Candidate best = byPrice.compare(fromShared, fromPrevious) < 0 ? fromShared : fromPrevious;
      previous = best.thresholds();
      found.add(best);
    }
  }

  private List<Candidate> sharedLevels() {
    double[] all = new double[rows.early() * rows.rows()];
    for (int exit = 0; exit < rows.early(); exit++) {
      System.arraycopy(rows.scores(exit), 0, all, exit * rows.rows(), rows.rows());
    }
    Arrays.sort(all);
    List<Candidate> levels = new ArrayList<>();
    for (int i = 0; i < SHARED_LEVELS; i++) {
      double[] level = new double[rows.early()];
      Arrays.fill(level, all[(int) ((long) i * (all.length - 1) / (SHARED_LEVELS - 1))]);
      levels.add(rows.candidate(level));
    }
    return levels;
  }

  private static List<Candidate> undominated(List<Candidate> found) {
    List<Candidate> byLoss =
        found.stream()
            .sorted(Comparator.comparingDouble(Candidate::loss).thenComparing(Candidate::cost))
            .toList();
    List<Candidate> frontier = new ArrayList<>();
    double cheapest = Double.POSITIVE_INFINITY;
    for (Candidate candidate : byLoss) {
      if (candidate.cost() < cheapest) {
        frontier.add(candidate);
        cheapest = candidate.cost();
      }
    }
    return frontier;
  }
}
