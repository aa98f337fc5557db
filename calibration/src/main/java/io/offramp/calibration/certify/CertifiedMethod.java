// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.certify.Attempt.Passed;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathFitter;
import io.offramp.calibration.search.ThresholdPath;
import io.offramp.calibration.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Certifies thresholds in two steps that share no row: paths of candidates are fitted to tuning
 * rows, and a fixed sequence along each path is tested on the others. Several paths share delta;
 * the cheapest level that passed is taken, or the one of least risk if the cost alone is bounded.
 */
final class CertifiedMethod implements CalibrationMethod {
  private final String id;
  private final CalibrationOptions options;
  private final Optional<Layout> layout;
  private final List<PathKind> kinds;

  /**
   * A method.
   *
   * @param layout none to choose by the number of rows
   * @param kinds the families of candidates; none to choose by the number of rows
   */
  CertifiedMethod(
      String id, CalibrationOptions options, Optional<Layout> layout, List<PathKind> kinds) {
    this.id = id;
    this.options = options;
    this.layout = layout;
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Assurance assurance() {
    return Assurance.EXACT;
  }

  /** Where all rows certify none can say at which level to begin for a risk and a cost at once. */
  @Override
  public boolean supports(Goal goal) {
    boolean both = goal.risk().isPresent() && goal.maxCost().isPresent();
    return !(both && layout.equals(Optional.of(Layout.ALL_CERTIFY)));
  }

  /**
   * Everything that is done before a row is tested.
   *
   * @param rows how they are shared out
   * @param kinds the families of candidates
   * @param paths one for each way of sharing out and each family
   */
  record Fit(Layout rows, List<PathKind> kinds, List<FittedPath> paths) {}

  record Candidate(FittedPath path, Attempt attempt) {}

  /**
   * The level that is chosen.
   *
   * @param level of the candidate's path
   * @param tested levels of all candidates that were tested
   */
  record Winner(Candidate candidate, int level, int tested) {
    ExitTable table() {
      return candidate.path().table();
    }

    float[] thresholds() {
      return candidate.path().path().thresholds(level);
    }
  }

  @Override
  public Verdict calibrate(CalibrationSet set, Goal goal, long seed) {
    return test(set, goal, fit(set, goal, seed));
  }

  /** The test of an accuracy drop. */
  RiskTest test() {
    return options.test();
  }

  /** Shares out rows and fits the paths; the first of the two steps. */
  Fit fit(CalibrationSet set, Goal goal, long seed) {
    int[] known = Shuffle.of(set.testable(goal), seed);
    int[] others = Shuffle.of(set.others(goal), seed + 1);
    Layout rows =
        layout.orElseGet(() -> Layout.of(known.length, others.length, goal, options.test()));
    List<PathKind> families = families(rows, known.length);
    List<Split> splits = rows.splits(known, others, goal, options.test());
    List<FittedPath> paths =
        splits.stream()
            .parallel()
            .flatMap(split -> paths(set, goal, split, families).stream())
            .toList();
    return new Fit(rows, families, paths);
  }

  /** Tests the paths for a goal of the same kinds of bounds; the second step. */
  Verdict test(CalibrationSet set, Goal goal, Fit fit) {
    List<Candidate> candidates = candidates(goal, fit);
    Optional<Winner> best = best(set, goal, candidates);
    if (best.isEmpty()) {
      return candidates.get(0).attempt().failure();
    }
    Winner winner = best.get();
    List<Float> thresholds = new ArrayList<>();
    for (float threshold : winner.thresholds()) {
      thresholds.add(threshold);
    }
    return new Choice(
        winner.candidate().path().signal(),
        thresholds,
        winner.candidate().attempt().claims(winner.level()),
        winner.tested(),
        words(fit.rows(), fit.kinds()));
  }

  /** What {@link #test} would choose, without what it would claim; none if nothing passes. */
  Optional<Winner> winner(CalibrationSet set, Goal goal, Fit fit) {
    return best(set, goal, candidates(goal, fit));
  }

  private List<Candidate> candidates(Goal goal, Fit fit) {
    return fit.paths().stream()
        .parallel()
        .map(path -> new Candidate(path, path.attempt(goal, options.test())))
        .toList();
  }

  private List<PathKind> families(Layout rows, int known) {
    if (!kinds.isEmpty()) {
      return kinds;
    }
    if (rows == Layout.ALL_CERTIFY) {
      return List.of(PathKind.SHARED);
    }
    return rows == Layout.ONE_SPLIT && known >= Layout.LEAST_ROWS_TO_SEARCH
        ? List.of(PathKind.CALIBRATED_LEVEL, PathKind.FRONTIER)
        : List.of(PathKind.CALIBRATED_LEVEL);
  }

  private List<FittedPath> paths(
      CalibrationSet set, Goal goal, Split split, List<PathKind> families) {
    int[] tuning = split.tuning();
    Signal signal = options.signal().fit(set, tuning);
    ExitTable table = set.table(signal);
    double share = split.deltaShare() / families.size();
    List<FittedPath> paths = new ArrayList<>();
    // Not made for a shared threshold, which may have no tuning rows.
    Optional<PathFitter> fitter =
        families.equals(List.of(PathKind.SHARED))
            ? Optional.empty()
            : Optional.of(new PathFitter(table, tuning, options.calibration()));
    for (PathKind family : families) {
      ThresholdPath path =
          switch (family) {
            case SHARED -> SharedLevels.path(table, options.levelClasses(set.trace().classes()));
            case CALIBRATED_LEVEL -> fitter.orElseThrow().calibratedLevel();
            case FRONTIER -> fitter.orElseThrow().frontier(Goals.needsLabels(goal));
          };
      paths.add(new FittedPath(family, signal, path, table, split, share));
    }
    return paths;
  }

  /** The cheapest candidate that passed; with a bound on the cost alone the one of least risk. */
  private static Optional<Winner> best(CalibrationSet set, Goal goal, List<Candidate> candidates) {
    int tested = 0;
    Optional<Winner> best = Optional.empty();
    double least = Double.POSITIVE_INFINITY;
    boolean costAlone = goal.risk().isEmpty();
    for (Candidate candidate : candidates) {
      Optional<Passed> passed = candidate.attempt().run();
      tested += passed.map(Passed::tested).orElse(1);
      if (passed.isPresent()) {
        int level = passed.get().level();
        LevelCounts counts = candidate.path().whole(set, level);
        double regret = costAlone ? counts.disagreement() : counts.meanCost();
        if (regret < least) {
          least = regret;
          best = Optional.of(new Winner(candidate, level, 0));
        }
      }
    }
    int all = tested;
    return best.map(winner -> new Winner(winner.candidate(), winner.level(), all));
  }

  private String words(Layout rows, List<PathKind> families) {
    String paths =
        families.stream()
            .map(
                family ->
                    switch (family) {
                      case SHARED -> "shared threshold";
                      case CALIBRATED_LEVEL ->
                          "one level on signals calibrated per exit ("
                              + options.calibration().id()
                              + ")";
                      case FRONTIER -> "per-exit thresholds by coordinate descent";
                    })
            .collect(Collectors.joining(" and "));
    return "%s; %s; fixed sequence".formatted(paths, rows.words());
  }
}
