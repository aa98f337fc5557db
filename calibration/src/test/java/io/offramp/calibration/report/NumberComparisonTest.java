// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.PolicyProvenance;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.report.ComparisonData.Fact;
import io.offramp.calibration.report.ComparisonData.Figure;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.trace.Trace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two policies of numbers, of which the first leaves wherever it can, and the second never. */
class NumberComparisonTest {
  private static final double TOLERANCE = 1;
  private static final ExitCosts COSTS = ExitCosts.of(0.5, 1);
  private static final ExitPolicy EARLY = policy(0, TOLERANCE, List.of());
  private static final ExitPolicy FULL = policy(1, TOLERANCE, List.of());

  private static ExitPolicy policy(double threshold, double tolerance, List<String> slices) {
    List<Claim> claims =
        Stream.concat(
                Stream.of(claim(Optional.empty())),
                slices.stream().map(slice -> claim(Optional.of(slice))))
            .toList();
    return new ExitPolicy(
        LoneExitSignal.MAX_PROBABILITY,
        List.of(threshold),
        COSTS,
        Optional.empty(),
        new Guarantee(
            0.9, Validity.EXACT, "a test's", 1, 10, 0.5, claims, OptionalDouble.of(tolerance)),
        new PolicyProvenance("2026-01-31T12:00:00Z", "0.1.0", "none", 1, Optional.empty()));
  }

  private static Claim claim(Optional<String> slice) {
    return new Claim(Quantity.DISAGREEMENT, 0.5, slice, "none", 0.1, 10, 0, 0, 0, 0.05);
  }

  private static Trace rows() {
    float[] sure = {0.5f, 0.5f};
    return Trace.ofNumbers(COSTS, TOLERANCE)
        .addNumbers(0, new float[] {0.5f, 1.25f}, sure) // near each other, the early one right
        .addNumbers(0, new float[] {1.25f, 0.5f}, sure) // near each other, the last one right
        .addNumbers(0, new float[] {1.5f, 0.75f}, sure) // the same
        .addNumbers(0, new float[] {5, 0}, sure)
        .addNumbers(Float.NaN, new float[] {7, 9}, sure)
        .build();
  }

  private static Figure figure(ComparisonData data, String name) {
    return data.figures().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static Fact fact(ComparisonData data, String name) {
    return data.facts().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  /** The counts account for the accuracies: 1 less 3 of 4 labelled rows. */
  @Test
  void ofPolicies_nearAnswersOfWhichOneIsRight_areCounted() {
    ComparisonData data = Comparison.ofPolicies("early", EARLY, "full", FULL, rows());
    assertThat(figure(data, "accuracy"))
        .isEqualTo(Figure.of("accuracy", ComparisonData.SHARE, 0.25, 0.75));
    assertThat(data.notes())
        .containsExactly(
            "Measured on 5 rows of the same traces. Both give the same answer on 3 of them. Of labelled rows the first alone is right on 1, the second alone on 3.");
  }

  @Test
  void ofPolicies_numbers_tellTheirErrorAndTolerance() {
    ComparisonData data = Comparison.ofPolicies("early", EARLY, "full", FULL, rows());
    assertThat(figure(data, "mean absolute error"))
        .isEqualTo(
            Figure.of(
                "mean absolute error",
                ComparisonData.NUMBER,
                (0.5 + 1.25 + 1.5 + 5) / 4,
                (1.25 + 0.5 + 0.75 + 0) / 4));
    assertThat(fact(data, "tolerance")).isEqualTo(Fact.of("tolerance", "1", "1"));
  }

  @Test
  void ofPolicies_tracesOfAnotherTolerance_areRefused() {
    ExitPolicy other = policy(0.5, 2, List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparison.ofPolicies("a", EARLY, "b", other, rows()))
        .withMessage(
            "Cannot compare policies a and b on traces of tolerance 1: theirs are 1 and 2 (must all be the same)");
  }

  @Test
  void ofPolicies_asManySlicesOfOtherNames_areToldApart() {
    ExitPolicy first = policy(0, TOLERANCE, List.of("language \"de\"", "language \"en\""));
    ExitPolicy second = policy(0, TOLERANCE, List.of("language \"de\"", "language \"fr\""));
    String cell = "disagreement at most 0.5, disagreement at most 0.5 in each of 2 slices";
    assertThat(fact(Comparison.ofPolicies("a", first, "b", second, rows()), "certified"))
        .isEqualTo(
            new Fact(
                "certified",
                cell + ", confidence 0.9",
                cell + ", confidence 0.9 (other slices)",
                false));
    assertThat(fact(Comparison.ofPolicies("a", first, "b", first, rows()), "certified"))
        .isEqualTo(Fact.of("certified", cell + ", confidence 0.9", cell + ", confidence 0.9"));
  }
}
