// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.policy.ExitCosts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Every threshold vector over candidate values of each exit, with what it costs and loses. */
final class BruteForce {
  private final double[][] scores;
  private final double[][] losses;
  private final double[] costs;

  record Point(double cost, double loss) {
    double value(double price) {
      return cost + price * loss;
    }
  }

  BruteForce(double[][] scores, double[][] losses, ExitCosts costs) {
    this.scores = scores;
    this.losses = losses;
    this.costs = costs.toArray();
  }

  /** All vectors over all different scores, and infinity. */
  List<Point> everyVector() {
    double[][] values = new double[scores.length][];
    for (int exit = 0; exit < values.length; exit++) {
      values[exit] = Arrays.stream(scores[exit]).sorted().distinct().toArray();
    }
    return points(values);
  }

  /** All vectors over so many quantiles of each exit's scores, and infinity. */
  List<Point> quantileGrid(int size) {
    double[][] values = new double[scores.length][size];
    for (int exit = 0; exit < values.length; exit++) {
      double[] sorted = scores[exit].clone();
      Arrays.sort(sorted);
      for (int i = 0; i < size; i++) {
        values[exit][i] = sorted[(int) ((long) i * (sorted.length - 1) / (size - 1))];
      }
    }
    return points(values);
  }

  private List<Point> points(double[][] values) {
    int n = scores[0].length;
    boolean[] staying = new boolean[n];
    Arrays.fill(staying, true);
    List<Point> points = new ArrayList<>();
    extend(values, 0, staying, 0, 0, points);
    return points;
  }

  private void extend(
      double[][] values, int exit, boolean[] staying, double cost, double loss, List<Point> into) {
    int n = staying.length;
    if (exit == scores.length) {
      long left = IntStream.range(0, n).filter(row -> staying[row]).count();
      into.add(new Point((cost + left * costs[exit]) / n, loss / n));
      return;
    }
    double[] candidates = Arrays.copyOf(values[exit], values[exit].length + 1);
    candidates[values[exit].length] = Double.POSITIVE_INFINITY;
    for (double threshold : candidates) {
      boolean[] after = staying.clone();
      double moreCost = 0;
      double moreLoss = 0;
      for (int row = 0; row < n; row++) {
        if (staying[row] && scores[exit][row] >= threshold) {
          after[row] = false;
          moreCost += costs[exit];
          moreLoss += losses[exit][row];
        }
      }
      extend(values, exit + 1, after, cost + moreCost, loss + moreLoss, into);
    }
  }

  /** The least cost of the points that lose at most so much. */
  static double leastCost(List<Point> points, double loss) {
    return points.stream()
        .filter(point -> point.loss() <= loss + 1e-12)
        .mapToDouble(Point::cost)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** The least of cost + price x loss: the line of that slope that supports the convex hull. */
  static double leastValue(List<Point> points, double price) {
    return points.stream().mapToDouble(point -> point.value(price)).min().orElseThrow();
  }

  static List<Point> of(List<Candidate> candidates) {
    return candidates.stream().map(c -> new Point(c.cost(), c.loss())).toList();
  }
}
