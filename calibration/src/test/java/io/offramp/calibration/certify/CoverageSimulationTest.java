// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.trace.Trace;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guarantee itself: over many draws from populations whose risks are known exactly, certified
 * policies exceed their bounds in at most a share delta of draws; and rules known to be wrong are
 * caught by the same yardstick.
 */
class CoverageSimulationTest {
  private static final int DRAWS = 1500;

  /**
   * A correct rule would be called wrong with at most this probability, were the seed not fixed.
   */
  private static final double SIGNIFICANCE = 1e-4;

  /** A rule that chooses a threshold from a trace, or none. */
  private interface Rule extends Function<Trace, OptionalDouble> {}

  private record Outcome(int certified, int violations) {
    /** Whether so many violations are plausible if each draw has at most this chance of one. */
    boolean plausibleFor(double delta) {
      return BinomialTail.upper(DRAWS, violations, delta) >= SIGNIFICANCE;
    }
  }

  private static Rule ofThisModule(CalibrationRequest request) {
    return trace ->
        SharedThresholdCalibrator.calibrate(trace, request) instanceof Certified certified
            ? OptionalDouble.of(certified.policy().thresholds().get(0))
            : OptionalDouble.empty();
  }

  private static Outcome simulate(
      Population population, int n, CalibrationRequest request, Rule rule) {
    Random random = new Random(20_260_131);
    int certified = 0;
    int violations = 0;
    boolean labelled = request.target() instanceof MaxAccuracyDrop;
    for (int draw = 0; draw < DRAWS; draw++) {
      OptionalDouble threshold = rule.apply(population.draw(n, labelled, random));
      if (threshold.isPresent()) {
        certified++;
        Population.Truth truth = population.truth(threshold.getAsDouble());
        double risk = labelled ? truth.harmfulFlips() : truth.disagreement();
        boolean tooDear = truth.cost() > request.maxCost().orElse(1);
        violations += risk > request.target().bound() || tooDear ? 1 : 0;
      }
    }
    return new Outcome(certified, violations);
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of("typical", Populations.typical(), 400, Requests.accuracyDrop(0.05, 0.9)),
        Arguments.of(
            "typical, more rows", Populations.typical(), 2000, Requests.accuracyDrop(0.02, 0.95)),
        Arguments.of("ties", Populations.heavyTies(), 500, Requests.accuracyDrop(0.05, 0.8)),
        Arguments.of(
            "boundary", Populations.justAbove(0.05), 800, Requests.accuracyDrop(0.05, 0.9)),
        Arguments.of("rare", Populations.justAbove(0.004), 1200, Requests.accuracyDrop(0.004, 0.9)),
        Arguments.of(
            "wrong exit", Populations.oneExitAlwaysWrong(), 600, Requests.accuracyDrop(0.1, 0.9)),
        Arguments.of(
            "not monotone", Populations.riskNotMonotone(), 500, Requests.accuracyDrop(0.08, 0.9)),
        Arguments.of("disagreement", Populations.typical(), 600, Requests.disagreement(0.08, 0.9)),
        Arguments.of(
            "boundary, unlabelled",
            Populations.justAbove(0.1),
            300,
            Requests.disagreement(0.1, 0.7)),
        Arguments.of("cost too", Populations.typical(), 800, Requests.withMaxCost(0.1, 0.5, 0.8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void calibrate_manyDraws_violatesAtMostDelta(
      String name, Population population, int n, CalibrationRequest request) {
    Outcome outcome = simulate(population, n, request, ofThisModule(request));
    assertThat(outcome.certified()).as("certified of %d draws", DRAWS).isGreaterThan(DRAWS / 20);
    assertThat(outcome.plausibleFor(1 - request.confidence()))
        .as("%s: %d violations in %d draws", name, outcome.violations(), DRAWS)
        .isTrue();
  }

  @Test
  void calibrate_riskJustAboveTheBound_spendsMostOfDelta() {
    CalibrationRequest request = Requests.accuracyDrop(0.05, 0.9);
    Outcome outcome = simulate(Populations.justAbove(0.05), 800, request, ofThisModule(request));
    assertThat(outcome.violations()).isGreaterThan(DRAWS * 5 / 100);
  }

  static Stream<Arguments> wrongRules() {
    CalibrationRequest request = Requests.accuracyDrop(0.05, 0.9);
    Rule naive =
        trace -> {
          PathTally tally = tally(trace);
          OptionalDouble cheapest = OptionalDouble.empty();
          for (int level = 0; level < tally.size(); level++) {
            if (tally.losses(level) <= 0.05 * tally.lossRows()) {
              cheapest = OptionalDouble.of(tally.threshold(level));
            }
          }
          return cheapest;
        };
    Rule firstThatFails =
        trace -> {
          PathTally tally = tally(trace);
          int failed = FixedSequence.rejections(tally.size(), l -> pValue(tally, l), 0.1);
          return OptionalDouble.of(tally.threshold(Math.min(failed, tally.size() - 1)));
        };
    Rule notStopping =
        trace -> {
          PathTally tally = tally(trace);
          OptionalDouble cheapest = OptionalDouble.empty();
          for (int level = 0; level < tally.size(); level++) {
            if (pValue(tally, level) <= 0.1) {
              cheapest = OptionalDouble.of(tally.threshold(level));
            }
          }
          return cheapest;
        };
    Rule twiceDelta = ofThisModule(Requests.accuracyDrop(0.05, 0.8));
    return Stream.of(
        Arguments.of("no bound", naive, Populations.typical(), request),
        Arguments.of("no bound at the boundary", naive, Populations.justAbove(0.05), request),
        Arguments.of("off by one", firstThatFails, Populations.justAbove(0.05), request),
        Arguments.of("not stopping", notStopping, unluckyDips(), request),
        Arguments.of("twice the delta", twiceDelta, Populations.justAbove(0.05), request));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongRules")
  void yardstick_wrongRule_isCaught(
      String name, Rule rule, Population population, CalibrationRequest request) {
    Outcome outcome = simulate(population, 800, request, rule);
    assertThat(outcome.plausibleFor(1 - request.confidence()))
        .as("%s: %d violations in %d draws", name, outcome.violations(), DRAWS)
        .isFalse();
  }

  private static PathTally tally(Trace trace) {
    return PathTally.of(
        trace, LevelGrid.levels(trace.classes()), RowLoss.of(new MaxAccuracyDrop(0.05)));
  }

  private static double pValue(PathTally tally, int level) {
    return BinomialTail.lower(tally.lossRows(), tally.losses(level), 0.05);
  }

  /** Many levels whose risks are all just above 5%, but of different rows: one will look good. */
  private static Population unluckyDips() {
    Population population = new Population(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1);
    float[] confidences = {0.55f, 0.6f, 0.65f, 0.7f, 0.75f, 0.8f, 0.85f, 0.9f, 0.95f, 0.99f};
    for (int i = 0; i < 1000; i++) {
      int[] predictions = new int[10];
      for (int exit = 0; exit < 10; exit++) {
        predictions[exit] = exit < 9 && i / 55 == exit ? 0 : 1;
      }
      population.add(1, predictions, confidences);
    }
    return population;
  }
}
