// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.search.BruteForce.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The search over per-exit thresholds against trying every vector. */
class FrontierSearchTest {
  /** Scores and losses of a table whose confidences have so many values. */
  private static final class Rows {
    private final double[][] scores;
    private final double[][] losses;
    private final ExitCosts costs;

    private Rows(double[][] scores, double[][] losses, ExitCosts costs) {
      this.scores = scores;
      this.losses = losses;
      this.costs = costs;
    }

    static Rows graded(int exits, int rows, int values, long seed) {
      ExitTable table = Tables.graded(exits, rows, values, new Random(seed));
      double[][] scores = new double[exits - 1][rows];
      for (int exit = 0; exit < exits - 1; exit++) {
        for (int row = 0; row < rows; row++) {
          scores[exit][row] = table.signal(exit, row);
        }
      }
      double[][] losses = ExpectedHarm.of(table, Tables.all(table), false);
      return new Rows(scores, losses, table.costs());
    }

    ScoredRows scored() {
      return new ScoredRows(scores, losses, costs);
    }

    BruteForce bruteForce() {
      return new BruteForce(scores, losses, costs);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 20, 300, 1", "3, 20, 300, 2", "4, 20, 120, 3", "4, 6, 400, 4", "4, 3, 50, 5"})
  void frontier_fewValues_isTheWholeParetoFrontier(int exits, int values, int n, long seed) {
    Rows rows = Rows.graded(exits, n, values, seed);
    List<Point> every = rows.bruteForce().everyVector();
    List<Point> found = BruteForce.of(FrontierSearch.frontier(rows.scored()));
    for (int harmed = 0; harmed <= n / 2; harmed++) {
      double loss = (double) harmed / n;
      assertThat(BruteForce.leastCost(found, loss))
          .as("the least cost of losing at most %s", loss)
          .isCloseTo(BruteForce.leastCost(every, loss), within(1e-9));
    }
    for (int i = 1; i < found.size(); i++) {
      assertThat(found.get(i).loss()).isGreaterThan(found.get(i - 1).loss());
      assertThat(found.get(i).cost()).isLessThan(found.get(i - 1).cost());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void frontier_manyValues_comesCloseToTheConvexHull(long seed) {
    Rows rows = Rows.graded(4, 800, 1 << 20, seed);
    List<Point> grid = rows.bruteForce().quantileGrid(20);
    List<Point> found = BruteForce.of(FrontierSearch.frontier(rows.scored()));
    assertThat(found).hasSizeGreaterThan(5);
    for (double price = 1.2; price <= 200; price *= 1.2) {
      assertThat(BruteForce.leastValue(found, price))
          .as("cost + %s x loss", price)
          .isLessThanOrEqualTo(BruteForce.leastValue(grid, price) * 1.01);
    }
    assertThat(BruteForce.leastCost(found, 0.02)).as("it saves something").isLessThan(0.9);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void frontier_twelveExits_beatsEverySharedThreshold(long seed) {
    Rows rows = Rows.graded(12, 600, 1 << 20, seed);
    List<Point> found = BruteForce.of(FrontierSearch.frontier(rows.scored()));
    ScoredRows scored = rows.scored();
    for (double level = 0.5; level < 1; level += 0.01) {
      double[] shared = new double[11];
      Arrays.fill(shared, level);
      Candidate one = scored.candidate(shared);
      for (double price : new double[] {2, 5, 20, 100}) {
        assertThat(BruteForce.leastValue(found, price))
            .isLessThanOrEqualTo(one.cost() + price * one.loss() + 1e-12);
      }
    }
  }

  @Property(tries = 150)
  void minimise_anyStart_neverRaisesTheObjective(
      @ForAll @IntRange(min = 2, max = 6) int exits,
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(min = 2, max = 50) int values,
      @ForAll long seed) {
    Random random = new Random(seed);
    Rows rows = Rows.graded(exits, n, values, seed);
    ScoredRows scored = rows.scored();
    double[] start = random.doubles(exits - 1, 0.4, 1.1).toArray();
    double price = Math.exp(4 * random.nextDouble());
    double[] reached = new CoordinateDescent(scored).minimise(price, start);
    Candidate before = scored.candidate(start);
    Candidate after = scored.candidate(reached);
    double value = after.cost() + price * after.loss();
    assertThat(value).isLessThanOrEqualTo(before.cost() + price * before.loss() + 1e-12);
    if (exits == 2) { // one threshold, so that the first sweep finds the best there is
      double best = BruteForce.leastValue(rows.bruteForce().everyVector(), price);
      assertThat(value).isCloseTo(best, within(1e-9));
    }
  }
}
