// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceFixtures;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The one-pass tally against running every row at every level. */
class PathTallyTest {
  /** Levels that fall strictly; some are confidences that rows have, some lie between. */
  private static final double[] LEVELS = {1, 0.95f, 0.9f, 0.8f, 0.7, 0.65f, 0.6f, 0.55, 0.4};

  private static final float[] CONFIDENCES = {0.6f, 0.65f, 0.8f, 0.81f, 0.9f, 0.95f, 1f};

  @Property(tries = 300)
  void tally_anyTrace_equalsBruteForce(
      @ForAll @IntRange(min = 1, max = 6) int exits,
      @ForAll @IntRange(min = 2, max = 4) int classes,
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll long seed) {
    Trace trace = trace(exits, classes, rows, new Random(seed));
    check(trace, new MaxAccuracyDrop(0.1));
    check(trace, new MaxDisagreement(0.1));
  }

  @Property(tries = 100)
  void meanCost_levelFalls_neverRises(
      @ForAll @IntRange(min = 1, max = 6) int exits, @ForAll long seed) {
    Trace trace = trace(exits, 3, 50, new Random(seed));
    PathTally tally = PathTally.of(trace, LEVELS, new RowLoss.Disagreement());
    for (int level = 1; level < tally.size(); level++) {
      assertThat(tally.meanCost(level)).isLessThanOrEqualTo(tally.meanCost(level - 1) + 1e-12);
    }
  }

  private static void check(Trace trace, RiskTarget target) {
    RowLoss loss = RowLoss.of(target);
    PathTally tally = PathTally.of(trace, LEVELS, loss);
    assertThat(tally.rows()).isEqualTo(trace.rows());
    assertThat(tally.lossRows())
        .isEqualTo(target instanceof MaxAccuracyDrop ? trace.labelledRows() : trace.rows());
    for (int level = 0; level < LEVELS.length; level++) {
      int[] leaving = new int[trace.exits() + 1];
      int losses = 0;
      double cost = 0;
      for (int row = 0; row < trace.rows(); row++) {
        int exit = exit(trace, row, LEVELS[level]);
        leaving[exit]++;
        cost += trace.costs().cost(exit);
        losses += loss.covers(trace, row) && loss.loses(trace, row, exit) ? 1 : 0;
      }
      assertThat(tally.losses(level)).as("losses at level %d", level).isEqualTo(losses);
      assertThat(tally.meanCost(level)).isCloseTo(cost / trace.rows(), within(1e-12));
      for (int exit = 1; exit <= trace.exits(); exit++) {
        assertThat(tally.exitShare(level, exit))
            .as("share of exit %d at level %d", exit, level)
            .isEqualTo((double) leaving[exit] / trace.rows());
      }
    }
  }

  private static int exit(Trace trace, int row, double level) {
    return IntStream.range(1, trace.exits())
        .filter(exit -> trace.maxProbability(row, exit) >= level)
        .findFirst()
        .orElse(trace.exits());
  }

  private static Trace trace(int exits, int classes, int rows, Random random) {
    double[] costs = IntStream.rangeClosed(1, exits).mapToDouble(k -> (double) k / exits).toArray();
    Trace.Builder builder = Trace.builder(ExitCosts.of(costs), classes);
    for (int row = 0; row < rows; row++) {
      int[] predictions = random.ints(exits, 0, classes).toArray();
      float[] confidences = new float[exits];
      for (int exit = 0; exit < exits; exit++) {
        confidences[exit] = CONFIDENCES[random.nextInt(CONFIDENCES.length)];
      }
      OptionalInt label =
          random.nextInt(4) == 0 ? OptionalInt.empty() : OptionalInt.of(random.nextInt(classes));
      builder.add(label, TraceFixtures.row(predictions, confidences, classes));
    }
    return builder.build();
  }
}
