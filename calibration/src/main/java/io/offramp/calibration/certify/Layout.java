// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.policy.RiskTarget;
import java.util.Arrays;
import java.util.List;

/**
 * How rows are shared out between tuning and certifying. Which layout is used depends on numbers of
 * rows, the goal and delta alone, so it is fixed before any row is looked at.
 */
enum Layout {
  /** All rows certify; only for a path that needs no tuning. */
  ALL_CERTIFY("all rows certify"),
  /** Some rows tune, the others certify. */
  ONE_SPLIT("one split"),
  /** Each half tunes for the other, at half of delta; the cheaper result is taken. */
  SWAPPED_HALVES("halves swapped"),
  /** Rows without a known loss tune, all others certify. */
  UNLABELLED_TUNE("unlabelled rows tune");

  /** More tuning rows than this only cost time. */
  private static final int MOST_TUNING_ROWS = 30_000;

  /** So many expected losses at the bound show its risk to within a few hundredths of it. */
  private static final int MOST_EXPECTED_LOSSES = 3000;

  private static final int LEAST_TESTING_CAP = 100_000;
  private static final int LEAST_TUNING_ROWS = 200;

  /** A path fitted to fewer rows is worse than one threshold tested on all rows. */
  private static final int LEAST_TUNING_PART = 40;

  /** Calibrating signals takes some hundred rows, and gains little from more than a thousand. */
  private static final int ENOUGH_TO_CALIBRATE = 400;

  /** From so many rows on thresholds are also searched for, which takes more. */
  static final int LEAST_ROWS_TO_SEARCH = 10_000;

  private static final int GREATEST_PART = 3;
  private static final int LEAST_PART = 10;
  private static final int PART_TO_SEARCH = 4;

  private final String words;

  Layout(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** The layout for numbers of rows whose loss is known, and of others. */
  static Layout of(int known, int others, Goal goal, RiskTest test) {
    // With so many labels those of the tuning rows pay: thresholds are searched for with them.
    boolean search = known >= LEAST_ROWS_TO_SEARCH;
    if (!search && others >= Math.max(LEAST_TUNING_ROWS, known / GREATEST_PART)) {
      return UNLABELLED_TUNE;
    }
    boolean needsTuning = goal.maxCost().isPresent();
    int testing = testing(known, goal, test);
    if (needsTuning || (known - testing >= LEAST_TUNING_PART && testing >= needed(goal, test))) {
      return ONE_SPLIT;
    }
    return ALL_CERTIFY;
  }

  /** The least number of rows that can certify the risk. */
  private static long needed(Goal goal, RiskTest test) {
    if (goal.risk().isEmpty()) {
      return 0;
    }
    RiskTest used = Goals.needsLabels(goal) ? test : RiskTest.BINOMIAL;
    return used.rowsNeeded(goal.risk().get().bound(), goal.delta());
  }

  /** How many rows of one split tune, as a rule. */
  private static int tuning(int known) {
    return known >= LEAST_ROWS_TO_SEARCH
        ? Math.min(MOST_TUNING_ROWS, known / PART_TO_SEARCH)
        : Math.max(known / LEAST_PART, Math.min(known / GREATEST_PART, ENOUGH_TO_CALIBRATE));
  }

  /**
   * How many rows of one split test: those that need not tune, less as many as add nothing. The
   * exact tests count losses in whole rows, so the numbers of rows that first allow one loss more
   * are the ones worth having; what is above such a number tunes. Where thresholds are searched for
   * such a number is a small part of all; and slices need all the rows they can get.
   */
  static int testing(int known, Goal goal, RiskTest test) {
    int testing = known - tuning(known);
    if (goal.risk().isEmpty() || known >= LEAST_ROWS_TO_SEARCH) {
      return testing;
    }
    RiskTarget target = goal.risk().get();
    double delta = goal.delta();
    long needed = needed(goal, test);
    if (testing < needed && known - needed >= LEAST_TUNING_PART) {
      return (int) needed;
    }
    if (goal.maxSliceRisk().isPresent()) {
      return testing;
    }
    int allowed = -1;
    while (allowed < testing && BinomialTail.lower(testing, allowed + 1, target.bound()) <= delta) {
      allowed++;
    }
    int least = known / 2;
    while (allowed >= 0
        && testing > least
        && BinomialTail.lower(testing - 1, allowed, target.bound()) <= delta) {
      testing--;
    }
    return testing;
  }

  /** Shares out rows that were shuffled. */
  List<Split> splits(int[] known, int[] others, Goal goal, RiskTest test) {
    int most = mostTesting(goal);
    return shared(known, others, goal, test).stream()
        .map(split -> split.testingAtMost(most))
        .toList();
  }

  /** More rows than this only cost time, unless slices need them. */
  static int mostTesting(Goal goal) {
    if (goal.risk().isEmpty() || goal.maxSliceRisk().isPresent()) {
      return Integer.MAX_VALUE;
    }
    double enough = MOST_EXPECTED_LOSSES / goal.risk().get().bound();
    return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_TESTING_CAP, enough));
  }

  private List<Split> shared(int[] known, int[] others, Goal goal, RiskTest test) {
    return switch (this) {
      case ALL_CERTIFY -> List.of(new Split(new int[0], known, concatenated(known, others), 1));
      case UNLABELLED_TUNE -> {
        int spare = goal.maxCost().isPresent() ? others.length / 2 : others.length;
        int tuning = Math.min(MOST_TUNING_ROWS, spare);
        int[] rest = Arrays.copyOfRange(others, tuning, others.length);
        yield List.of(
            new Split(Arrays.copyOf(others, tuning), known, concatenated(known, rest), 1));
      }
      case ONE_SPLIT -> {
        int testing = testing(known.length, goal, test);
        int[] tests = Arrays.copyOf(known, testing);
        int[] tunes = Arrays.copyOfRange(known, testing, known.length);
        if (goal.maxCost().isPresent()) {
          yield List.of(new Split(capped(tunes), tests, concatenated(tests, others), 1));
        }
        // Where no cost is tested, rows without a known loss can do nothing but calibrate signals.
        int[] more = known.length < LEAST_ROWS_TO_SEARCH ? others : new int[0];
        yield List.of(new Split(capped(concatenated(tunes, more)), tests, tests, 1));
      }
      case SWAPPED_HALVES -> {
        int half = known.length / 2;
        int[] first = Arrays.copyOf(known, half);
        int[] second = Arrays.copyOfRange(known, half, known.length);
        yield List.of(
            new Split(capped(second), first, concatenated(first, others), 0.5),
            new Split(capped(first), second, concatenated(second, others), 0.5));
      }
    };
  }

  /** No more rows than are worth tuning with. */
  static int[] capped(int[] rows) {
    return rows.length <= MOST_TUNING_ROWS ? rows : Arrays.copyOf(rows, MOST_TUNING_ROWS);
  }

  private static int[] concatenated(int[] a, int[] b) {
    if (b.length == 0) {
      return a;
    }
    int[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
