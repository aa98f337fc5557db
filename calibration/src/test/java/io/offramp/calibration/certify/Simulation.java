// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws rows from a population again and again, and counts how often a method breaks its word. */
final class Simulation {
  /**
   * A correct method would be called wrong with at most this probability, were the seed not fixed.
   */
  private static final double SIGNIFICANCE = 1e-4;

  private static final long SEED = 20_260_131;

  private Simulation() {}

  /**
   * What came of it.
   *
   * @param saving draws in which thresholds were chosen that save anything
   * @param violations draws in which thresholds were chosen that exceed a bound of the goal
   */
  record Outcome(int draws, int saving, int violations) {
    /** Whether so many violations are plausible if each draw has at most this chance of one. */
    boolean plausibleFor(double delta) {
      return BinomialTail.upper(draws, violations, delta) >= SIGNIFICANCE;
    }

    /** Whether so many violations are plausible if each draw has at least this chance of one. */
    boolean plausibleAtLeast(double rate) {
      return BinomialTail.lower(draws, violations, rate) >= SIGNIFICANCE;
    }
  }

  /** What is drawn from, how much, and what is asked of whom. */
  record Setting(String name, Population population, int n, Goal goal, CalibrationMethod method) {
    @Override
    public String toString() {
      return "%s, %d rows, %s".formatted(name, n, method.id());
    }

    /** Runs the method on sets of n rows. */
    Outcome run(int draws) {
      return Simulation.run(population, n, goal, method, draws);
    }
  }

  private enum Draw {
    SAVES_NOTHING,
    KEEPS,
    VIOLATES
  }

  /** Runs a method on sets of n rows. */
  static Outcome run(Population population, int n, Goal goal, CalibrationMethod method, int draws) {
    Draw[] results =
        IntStream.range(0, draws)
            .parallel()
            .mapToObj(
                draw -> {
                  SplittableRandom random = new SplittableRandom(SEED + draw);
                  int[] rows = population.draw(n, random);
                  Verdict verdict = method.calibrate(population.set(rows), goal, random.nextLong());
                  if (!(verdict instanceof Choice choice)) {
                    return Draw.SAVES_NOTHING;
                  }
                  Population.Truth truth = population.truth(choice);
                  return violates(population, goal, choice, truth)
                      ? Draw.VIOLATES
                      : truth.cost() < 1 ? Draw.KEEPS : Draw.SAVES_NOTHING;
                })
            .toArray(Draw[]::new);
    int saving = 0;
    int violations = 0;
    for (Draw result : results) {
      saving += result == Draw.SAVES_NOTHING ? 0 : 1;
      violations += result == Draw.VIOLATES ? 1 : 0;
    }
    return new Outcome(draws, saving, violations);
  }

  private static boolean violates(
      Population population, Goal goal, Choice choice, Population.Truth all) {
    if (all.cost() > goal.maxCost().orElse(1)) {
      return true;
    }
    if (goal.risk().isPresent() && risk(all, goal) > goal.risk().get().bound()) {
      return true;
    }
    for (Slice slice : goal.slices()) {
      Population.Truth part = population.truth(choice, slice.contains());
      if (risk(part, goal) > goal.maxSliceRisk().orElse(1)) {
        return true;
      }
    }
    return false;
  }

  private static double risk(Population.Truth truth, Goal goal) {
    return goal.risk().orElseThrow() instanceof MaxAccuracyDrop
        ? truth.accuracyDrop()
        : truth.disagreement();
  }
}
