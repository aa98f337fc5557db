// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Shares labels out over the levels of a nested path.
 *
 * <p>A level at which a share u of rows may differ costs n u labels if n rows test it, and labels
 * for one level serve those before it. How far labels should reach is not known beforehand, as it
 * hangs on how many differing rows do harm; so each level gets min(all rows, c / u) rows, with the
 * c that spends the budget; and if all nearer levels have all rows, levels reach as far as the
 * budget does. Only a few different numbers of rows are used, each with its own exact test.
 */
final class LabelBudget {
  /**
   * Levels differing on more than this many times the bound are seldom within it; they get what
   * labels the others leave.
   */
  private static final double FARTHEST = 10;

  private static final double FARTHER = 1.1;

  private static final int TIERS = 8;
  private static final double TIER_RATIO = 1.5;

  /** Standard deviations of the number of labels by which the plan stays below the budget. */
  private static final double RESERVE = 1;

  private LabelBudget() {}

  /**
   * How many rows test each level; does not rise along the path, and is 0 from some level on.
   *
   * @param first by tuning row, the first level at which it may differ
   * @param levels of the path
   * @param available rows that can test
   */
  static int[] rowsOfLevels(
      int[] first, int levels, int available, int budget, double bound, double delta) {
    double[] differing = new double[levels]; // share of rows that may differ up to a level
    for (int level : first) {
      if (level < levels) {
        differing[level]++;
      }
    }
    Arrays.parallelPrefix(differing, Double::sum);
    for (int level = 0; level < levels; level++) {
      differing[level] = (differing[level] + 0.5) / (first.length + 1);
    }
    long least = Refusals.rowsNeeded(bound, delta);
    double spendable = Math.max(1, budget - RESERVE * Math.sqrt(budget));
    int[] best = new int[levels];
    double low = 0;
    double high = available;
    for (int step = 0; step < 60; step++) { // bisects c; labels rise with it
      double c = (low + high) / 2;
      int[] rows = rows(differing, available, c, FARTHEST * bound, least);
      if (labels(differing, rows) <= spendable) {
        best = rows;
        low = c;
      } else {
        high = c;
      }
    }
    for (double reach = FARTHEST * bound; reach < 1; reach *= FARTHER) {
      int[] rows = rows(differing, available, low, reach * FARTHER, least);
      if (labels(differing, rows) > spendable) {
        break;
      }
      best = rows;
    }
    return best;
  }

  private static int[] rows(double[] differing, int available, double c, double reach, long least) {
    int[] rows = new int[differing.length];
    for (int level = 0; level < rows.length; level++) {
      if (differing[level] > reach && level > 0) {
        break;
      }
      double wanted = Math.min(available, c / differing[level]);
      double tier = available;
      for (int i = 1; i < TIERS && tier > wanted; i++) {
        tier /= TIER_RATIO;
      }
      if (tier > wanted || tier < least) {
        break;
      }
      rows[level] = (int) tier;
    }
    return rows;
  }

  private static double labels(double[] differing, int[] rows) {
    double labels = 0;
    for (int level = 0; level < rows.length; level++) {
      labels += (differing[level] - (level == 0 ? 0 : differing[level - 1])) * rows[level];
    }
    return labels;
  }

  /**
   * The places of the rows that need a label, after leaving out the cheapest levels if there are
   * more than the budget; entries of those levels are set to 0.
   *
   * @param rowsOfLevel how many rows test each level; changed in place
   * @param first by testing row, the first level at which it may differ
   */
  static int[] trim(int[] rowsOfLevel, int[] first, int budget) {
    // A row needs a label if a level tests it at which it may differ: as numbers of rows do not
    // rise
    // along the path, the level where it first differs is the one to look at.
    int[] perLevel = new int[rowsOfLevel.length];
    for (int place = 0; place < first.length; place++) {
      if (first[place] < rowsOfLevel.length && place < rowsOfLevel[first[place]]) {
        perLevel[first[place]]++;
      }
    }
    int sum = 0;
    for (int level = 0; level < rowsOfLevel.length; level++) {
      sum += perLevel[level];
      if (sum > budget) {
        rowsOfLevel[level] = 0;
      }
    }
    return IntStream.range(0, first.length)
        .filter(place -> first[place] < rowsOfLevel.length && place < rowsOfLevel[first[place]])
        .toArray();
  }
}
