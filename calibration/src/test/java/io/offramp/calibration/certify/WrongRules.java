// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathCounts;
import io.offramp.calibration.search.PathFitter;
import io.offramp.calibration.search.ThresholdPath;
import io.offramp.calibration.signal.LoneExitSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/** Methods that promise what they do not keep, each by one mistake. */
final class WrongRules {
  private WrongRules() {}

  /** Chooses thresholds from rows. */
  private interface Rule {
    Optional<float[]> choose(ExitTable table, CalibrationSet set, Goal goal, long seed);
  }

  private record Wrong(String id, Rule rule) implements CalibrationMethod {
    @Override
    public Assurance assurance() {
      return Assurance.NONE;
    }

    @Override
    public Verdict calibrate(CalibrationSet set, Goal goal, long seed) {
      ExitTable table = set.table(LoneExitSignal.MAX_PROBABILITY);
      Optional<float[]> chosen = rule.choose(table, set, goal, seed);
      if (chosen.isEmpty()) {
        return new NoneCertified(
            NoneCertified.Bound.RISK, "none", OptionalLong.empty(), OptionalDouble.empty());
      }
      List<Float> thresholds = new ArrayList<>();
      for (float threshold : chosen.get()) {
        thresholds.add(threshold);
      }
      return new Choice(LoneExitSignal.MAX_PROBABILITY, thresholds, List.of(), 1, id);
    }
  }

  /** The cheapest level whose observed risk is within the bound. */
  static CalibrationMethod noBound() {
    return new Wrong(
        "no bound",
        (table, set, goal, seed) -> {
          Shared shared = Shared.of(table, set);
          return shared.last(level -> shared.drop(level) <= bound(goal));
        });
  }

  /** The fixed sequence, but the first level that fails is taken. */
  static CalibrationMethod offByOne() {
    return new Wrong(
        "off by one",
        (table, set, goal, seed) -> {
          Shared shared = Shared.of(table, set);
          int passed =
              FixedSequence.rejections(
                  shared.path().size(), level -> shared.pValue(level, goal) <= goal.delta());
          return Optional.of(shared.path().thresholds(Math.min(passed, shared.path().size() - 1)));
        });
  }

  /** All levels are tested, and the cheapest that passes is taken. */
  static CalibrationMethod notStopping() {
    return new Wrong(
        "not stopping",
        (table, set, goal, seed) -> {
          Shared shared = Shared.of(table, set);
          return shared.last(level -> shared.pValue(level, goal) <= goal.delta());
        });
  }

  /** A right method asked for twice the delta. */
  static CalibrationMethod twiceDelta(RiskTest test) {
    CalibrationMethod right = Methods.shared(test);
    return new CalibrationMethod() {
      @Override
      public String id() {
        return "twice the delta, " + test.id();
      }

      @Override
      public Assurance assurance() {
        return Assurance.NONE;
      }

      @Override
      public Verdict calibrate(CalibrationSet set, Goal goal, long seed) {
        Goal twice =
            new Goal(
                goal.risk(),
                goal.maxCost(),
                goal.maxSliceRisk(),
                goal.slices(),
                1 - 2 * goal.delta());
        return right.calibrate(set, twice, seed);
      }
    };
  }

  /** A path is fitted to the very rows that test it. */
  static CalibrationMethod testedOnTuningRows(Calibrations kind, boolean search) {
    return new Wrong(
        "tuning rows certify, " + kind.id() + (search ? ", search" : ""),
        (table, set, goal, seed) -> {
          int[] rows = set.rows();
          ThresholdPath path =
              search
                  ? new PathFitter(table, rows, kind).frontier(Goals.needsLabels(goal))
                  : new PathFitter(table, rows, kind).calibratedLevel();
          return passed(path, table, goal, goal.delta(), rows, rows);
        });
  }

  /** Each half tunes for the other, both at the full delta, and the cheaper result is taken. */
  static CalibrationMethod halvesAtFullDelta() {
    return new Wrong(
        "halves at the full delta",
        (table, set, goal, seed) -> {
          int[] rows = Shuffle.of(set.rows(), seed);
          int[] first = Arrays.copyOf(rows, rows.length / 2);
          int[] second = Arrays.copyOfRange(rows, rows.length / 2, rows.length);
          return List.of(tuned(table, goal, first, second), tuned(table, goal, second, first))
              .stream()
              .flatMap(Optional::stream)
              .min(Comparator.comparingDouble(thresholds -> thresholds[0]));
        });
  }

  private static Optional<float[]> tuned(ExitTable table, Goal goal, int[] tuning, int[] testing) {
    ThresholdPath path = new PathFitter(table, tuning, Calibrations.BETA).calibratedLevel();
    return passed(path, table, goal, goal.delta(), tuning, testing);
  }

  private static Optional<float[]> passed(
      ThresholdPath path, ExitTable table, Goal goal, double delta, int[] tuning, int[] testing) {
    return Attempt.of(path, table, goal, RiskTest.AUTO, delta, tuning, testing, testing)
        .run()
        .map(found -> path.thresholds(found.level()));
  }

  /**
   * Bets against the bound as a betting test does, but for a mistake.
   *
   * @param enough the wealth that rejects, times delta
   * @param linear whether gains are added up, their logarithm dropped
   */
  static CalibrationMethod gambler(String id, double enough, boolean linear) {
    return new Wrong(
        id,
        (table, set, goal, seed) -> {
          Shared shared = Shared.of(table, set);
          int[] rows = Shuffle.of(set.rows(), seed);
          int passed =
              FixedSequence.rejections(
                  shared.path().size(),
                  level -> {
                    double[] drops =
                        Arrays.stream(rows).mapToDouble(row -> shared.drop(level, row)).toArray();
                    double greatest = logWealth(drops, bound(goal), goal.delta(), linear);
                    return greatest >= Math.log(enough / goal.delta());
                  });
          return passed == 0 ? Optional.empty() : Optional.of(shared.path().thresholds(passed - 1));
        });
  }

  private static double logWealth(double[] drops, double mean, double delta, boolean linear) {
    double sum = 0;
    double squares = 1;
    double wealth = 0;
    double greatest = 0;
    for (int t = 0; t < drops.length; t++) {
      double variance = squares / (t + 1);
      double stake =
          Math.min(0.9 / (1 - mean), Math.sqrt(-2 * Math.log(delta) / (drops.length * variance)));
      double gain = -stake * (drops[t] - mean);
      wealth += linear ? gain : Math.log1p(gain);
      greatest = Math.max(greatest, wealth);
      sum += drops[t];
      squares += (drops[t] - sum / (t + 1)) * (drops[t] - sum / (t + 1));
    }
    return greatest;
  }

  private static double bound(Goal goal) {
    return goal.risk().orElseThrow().bound();
  }

  /** One threshold for all exits on all rows. */
  private record Shared(ThresholdPath path, ExitTable table, PathCounts counts) {
    static Shared of(ExitTable table, CalibrationSet set) {
      ThresholdPath path = SharedLevels.path(table, set.trace().classes());
      return new Shared(path, table, PathCounts.of(path, table, set.rows()));
    }

    double drop(int level) {
      return counts.at(level).accuracyDrop();
    }

    double drop(int level, int row) {
      byte effect = table.effect(path.exit(table, row, level), row);
      return effect == ExitTable.HARMFUL ? 1 : effect == ExitTable.HELPFUL ? -1 : 0;
    }

    double pValue(int level, Goal goal) {
      LevelCounts here = counts.at(level);
      return BinomialTail.lower(here.labelled(), here.harmful(), bound(goal));
    }

    Optional<float[]> last(IntPredicate accepted) {
      for (int level = path.size() - 1; level >= 0; level--) {
        if (accepted.test(level)) {
          return Optional.of(path.thresholds(level));
        }
      }
      return Optional.empty();
    }
  }
}
