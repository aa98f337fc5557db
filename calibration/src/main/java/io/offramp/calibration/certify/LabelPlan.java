// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.TrinomialRegion;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ExitTables;
import io.offramp.calibration.search.FirstDifference;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathCounts;
import io.offramp.calibration.search.PathFitter;
import io.offramp.calibration.search.ThresholdPath;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Certifies an accuracy drop with few labels: a row that every tested policy answers as the last
 * exit does loses nothing whatever its label is, so only the other rows need one.
 *
 * <p>Some rows tune a path of policies; no label is looked at. Each level of the path is tested on
 * the first rows of the others, the more of them the fewer labels it takes; how many is fixed by
 * the tuning rows ({@link LabelBudget}). The levels' order and numbers of rows do not depend on the
 * rows that test, so the fixed sequence is exact. If the rows drawn need more labels than the
 * budget, the cheapest levels are not tested, which can only make the sequence stop earlier.
 *
 * <p>The plan is a function of the trace's answers, the goal, the options, the budget and the seed:
 * made again after labelling it is the same plan.
 */
public final class LabelPlan {
  private final Trace trace;
  private final Goal goal;
  private final CalibrationOptions options;
  private final Signal signal;
  private final ThresholdPath path;
  private final int[] testing; // in their order
  private final int[]
      rowsOfLevel; // how many of them test a level; 0 from the first untested one on
  private final int[] needed;

  private LabelPlan(
      Trace trace,
      Goal goal,
      CalibrationOptions options,
      Signal signal,
      ThresholdPath path,
      int[] testing,
      int[] rowsOfLevel,
      int[] needed) {
    this.trace = trace;
    this.goal = goal;
    this.options = options;
    this.signal = signal;
    this.path = path;
    this.testing = testing;
    this.rowsOfLevel = rowsOfLevel;
    this.needed = needed;
  }

  /**
   * Plans; labels that the trace may have are not looked at.
   *
   * @param goal a bound on the accuracy drop and nothing else
   * @param budget the greatest number of labels to ask for, &ge; 1
   * @throws CalibrationException if the goal is another one, the budget is not positive, or the
   *     trace has too few rows to certify anything, or the budget is too small to
   */
  public static LabelPlan of(
      Trace trace, Goal goal, CalibrationOptions options, int budget, long seed) {
    Requirements.checkForLabelling(trace, goal, budget);
    int[] rows = Shuffle.of(IntStream.range(0, trace.rows()).toArray(), seed);
    int tuned = rows.length / 3;
    int mostTesting = Math.min(Layout.mostTesting(goal), RiskTest.MOST_ROWS_FOR_TRINOMIAL);
    int most = (int) Math.min(rows.length, tuned + (long) mostTesting);
    int[] testing = Arrays.copyOfRange(rows, tuned, most);
    int[] tuning = Layout.capped(Arrays.copyOf(rows, tuned));
    ExitTables tables = new ExitTables(trace, row -> ExitTables.UNLABELLED);
    CalibrationSet set = new CalibrationSet(tables, rows);
    Signal signal = options.signal().fit(set, tuning);
    ExitTable table = tables.of(signal);
    ThresholdPath path = new PathFitter(table, tuning, options.calibration()).calibratedLevel();
    int[] rowsOfLevel =
        LabelBudget.rowsOfLevels(
            FirstDifference.of(path, table, tuning),
            path.size(),
            testing.length,
            budget,
            goal.risk().orElseThrow().bound(),
            goal.delta());
    if (rowsOfLevel[0] == 0) {
      throw new CalibrationException(
          ("Cannot plan with %d labels: even the safest policies answer too many rows otherwise than"
                  + " the last exit does (raise the budget or the bound, or lower the confidence)")
              .formatted(budget));
    }
    int[] first = FirstDifference.of(path, table, testing);
    int[] needed = LabelBudget.trim(rowsOfLevel, first, budget);
    return new LabelPlan(
        trace,
        goal,
        options,
        signal,
        path,
        testing,
        rowsOfLevel,
        Arrays.stream(needed).map(place -> testing[place]).sorted().toArray());
  }

  /** The rows of the trace whose labels are needed, ascending. */
  public int[] rowsToLabel() {
    return needed.clone();
  }

  /** How many rows these labels stand for: those that test the safest level. */
  public int testingRows() {
    return rowsOfLevel[0];
  }

  /**
   * Certifies with the labels that were asked for.
   *
   * @param labels the label of each {@linkplain #rowsToLabel row asked for}; a number that is no
   *     class stands for a label that the model does not know. Others are not asked for
   * @param request what the policy is to record; its goal is the plan's
   * @throws CalibrationException if a label is {@link ExitTables#UNLABELLED}
   */
  public CalibrationResult certify(IntUnaryOperator labels, CalibrationRequest request) {
    int[] known = new int[trace.rows()];
    Arrays.fill(known, ExitTables.UNLABELLED);
    int missing = 0;
    for (int row : needed) {
      known[row] = labels.applyAsInt(row);
      missing += known[row] == ExitTables.UNLABELLED ? 1 : 0;
    }
    if (missing > 0) {
      throw new CalibrationException(
          ("Cannot certify: %d of the %d labels asked for are missing (must be all of them; label"
                  + " the rest)")
              .formatted(missing, needed.length));
    }
    CalibrationSet set =
        new CalibrationSet(
            new ExitTables(trace, row -> known[row]), IntStream.range(0, trace.rows()).toArray());
    Tests tests = new Tests(set.table(signal));
    int passed = FixedSequence.rejections(path.size(), tests::rejects);
    if (passed == 0) {
      return tests.failure();
    }
    List<Float> thresholds = new ArrayList<>();
    for (float threshold : path.thresholds(passed - 1)) {
      thresholds.add(threshold);
    }
    Choice choice =
        new Choice(
            signal,
            thresholds,
            List.of(tests.claim(passed - 1)),
            Math.min(passed + 1, path.size()),
            ("one level on signals calibrated per exit (%s); %d labels where policies differ from"
                    + " the last exit; fixed sequence")
                .formatted(options.calibration().id(), needed.length));
    return Calibrator.certified(set, request, choice, Validity.EXACT);
  }

  /** The levels' tests, each on its own number of rows. */
  private final class Tests {
    private final PathCounts[] counts = new PathCounts[path.size()];

    Tests(ExitTable table) {
      for (int level = 0; level < counts.length; level++) {
        boolean same = level > 0 && rowsOfLevel[level] == rowsOfLevel[level - 1];
        counts[level] =
            same
                ? counts[level - 1]
                : PathCounts.of(path, table, Arrays.copyOf(testing, rowsOfLevel[level]));
      }
    }

    private TrinomialRegion region(int level) {
      return Regions.of(rowsOfLevel[level], goal.risk().orElseThrow().bound(), goal.delta());
    }

    boolean rejects(int level) {
      if (rowsOfLevel[level] == 0) {
        return false;
      }
      LevelCounts here = counts[level].at(level);
      return region(level).rejects(here.harmful(), here.helpful());
    }

    Claim claim(int level) {
      LevelCounts here = counts[level].at(level);
      return new Claim(
          Quantity.ACCURACY_DROP,
          goal.risk().orElseThrow().bound(),
          Optional.empty(),
          RiskTest.TRINOMIAL.id(),
          goal.delta(),
          rowsOfLevel[level],
          (double) (here.harmful() - here.helpful()) / rowsOfLevel[level],
          here.harmful(),
          here.helpful(),
          region(level).pValue(here.harmful(), here.helpful()));
    }

    NoneCertified failure() {
      return new NoneCertified(
          NoneCertified.Bound.RISK,
          ("Cannot certify accuracy-drop at most %s with %d labels that stand for %d rows (raise the"
                  + " budget or the bound, or lower the confidence)")
              .formatted(goal.risk().orElseThrow().bound(), needed.length, rowsOfLevel[0]),
          OptionalLong.empty(),
          OptionalDouble.empty());
    }
  }
}
