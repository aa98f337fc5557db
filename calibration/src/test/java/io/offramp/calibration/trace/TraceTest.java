// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.policy.ExitCosts;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
  private static final ExitCosts TWO_EXITS = ExitCosts.of(0.5, 1);

  private static TraceBuilder builder() {
    return Trace.builder(TWO_EXITS, 3);
  }

  private static float[][] row(int first, int last) {
    return TraceFixtures.row(new int[] {first, last}, new float[] {0.6f, 0.9f}, 3);
  }

  @Test
  void build_mixedRows_keepsWhatEveryExitAnswered() {
    Trace trace =
        builder().add(OptionalInt.of(2), row(2, 1)).add(OptionalInt.empty(), row(0, 0)).build();
    assertThat(trace.rows()).isEqualTo(2);
    assertThat(trace.labelledRows()).isEqualTo(1);
    assertThat(trace.exits()).isEqualTo(2);
    assertThat(trace.classes()).isEqualTo(3);
    assertThat(trace.costs()).isEqualTo(TWO_EXITS);
    assertThat(trace.label(0)).hasValue(2);
    assertThat(trace.label(1)).isEmpty();
    assertThat(trace.prediction(0, 1)).isEqualTo(2);
    assertThat(trace.prediction(0, 2)).isEqualTo(1);
    assertThat(trace.maxProbability(0, 1)).isEqualTo(0.6f);
    assertThat(trace.maxProbability(1, 2)).isEqualTo(0.9f);
  }

  @Test
  void accuracy_someLabelled_countsLabelledRowsOnly() {
    Trace trace =
        builder()
            .add(OptionalInt.of(2), row(2, 1))
            .add(OptionalInt.of(0), row(0, 0))
            .add(OptionalInt.empty(), row(1, 2))
            .build();
    assertThat(trace.accuracy(1)).isEqualTo(1);
    assertThat(trace.accuracy(2)).isEqualTo(0.5);
    assertThat(trace.agreement(1)).isEqualTo(1.0 / 3);
    assertThat(trace.agreement(2)).isEqualTo(1);
  }

  @Test
  void prediction_equalProbabilities_isTheLowestClass() {
    float third = 1f / 3;
    float[] even = {third, third, third};
    Trace trace = builder().add(OptionalInt.empty(), new float[][] {even, even}).build();
    assertThat(trace.prediction(0, 1)).isZero();
  }

  @Test
  void labelledOnly_mixedRows_keepsOrderAndAnswers() {
    TraceBuilder builder = builder();
    for (int i = 0; i < 40_000; i++) {
      OptionalInt label = i % 3 == 0 ? OptionalInt.empty() : OptionalInt.of(i % 3);
      builder.add(label, row(i % 2, i % 3));
    }
    Trace all = builder.build();
    Trace labelled = all.labelledOnly();
    assertThat(labelled.rows()).isEqualTo(26_666).isEqualTo(all.labelledRows());
    int next = 0;
    for (int row = 0; row < all.rows(); row++) {
      if (all.label(row).isPresent()) {
        assertThat(labelled.label(next)).isEqualTo(all.label(row));
        assertThat(labelled.prediction(next, 1)).isEqualTo(all.prediction(row, 1));
        assertThat(labelled.prediction(next, 2)).isEqualTo(all.prediction(row, 2));
        assertThat(labelled.maxProbability(next, 2)).isEqualTo(all.maxProbability(row, 2));
        next++;
      }
    }
    assertThat(next).isEqualTo(labelled.rows());
    assertThat(labelled.labelledOnly()).isSameAs(labelled);
  }

  @Test
  void build_rowsAddedLater_doNotReachTheSnapshot() {
    TraceBuilder builder = builder().add(OptionalInt.of(0), row(0, 0));
    Trace first = builder.build();
    Trace second = builder.add(OptionalInt.of(1), row(1, 1)).build();
    assertThat(first.rows()).isEqualTo(1);
    assertThat(first.labelledRows()).isEqualTo(1);
    assertThat(second.rows()).isEqualTo(2);
    assertThat(second.prediction(0, 1)).isZero();
    assertThat(second.prediction(1, 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"NaN", "-0.1", "1.1", "Infinity"})
  void add_probabilityOutsideUnit_namesRowExitClassAndValue(float bad) {
    TraceBuilder builder = builder().add(OptionalInt.empty(), row(0, 0));
    float[][] row = row(0, 0);
    row[1][2] = bad;
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder.add(OptionalInt.empty(), row))
        .withMessage(
            ("Cannot add row 1: exit 2 gives class 2 the probability %s (must be in "
                    + "[0,1]; pass probabilities, not logits)")
                .formatted(bad));
    assertThat(builder.rows()).isEqualTo(1);
  }

  @Test
  void add_sumNotOne_namesTheSum() {
    float[][] row = {{0.5f, 0.25f, 0.25f}, {0.5f, 0.25f, 0.125f}};
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().add(OptionalInt.empty(), row))
        .withMessage(
            "Cannot add row 0: the probabilities of exit 2 sum to 0.875 (must be 1 to within 0.001;"
                + " compute the softmax in float32)");
  }

  @Test
  void add_wrongShapes_areRefused() {
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().add(OptionalInt.empty(), new float[3][3]))
        .withMessage("Cannot add row 0: it has 3 exits (must be 2, one for each exit cost)");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().add(OptionalInt.empty(), new float[2][4]))
        .withMessage(
            "Cannot add row 0: exit 1 has 4 probabilities (must be 3, one for each class)");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> Trace.builder(TWO_EXITS, 0))
        .withMessage("Cannot build a trace of 0 classes (must be 1 or more)");
  }

  @ParameterizedTest
  @CsvSource({"-1", "3"})
  void add_labelOutOfRange_isRefused(int label) {
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().add(OptionalInt.of(label), row(0, 0)))
        .withMessage(
            "Cannot add row 0: its label is %d (must be in 0..2, or absent)".formatted(label));
  }

  @Test
  void accuracy_nothingLabelled_isRefused() {
    Trace trace = builder().add(OptionalInt.empty(), row(0, 0)).build();
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> trace.accuracy(1))
        .withMessage(
            "Cannot compute accuracy at exit 1: 0 of 1 rows are labelled (must be at least 1;"
                + " agreement needs no labels)");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().build().agreement(2))
        .withMessage(
            "Cannot compute agreement at exit 2: the trace has 0 rows (must be at least 1)");
  }

  @Test
  void lookups_outOfRange_areRefused() {
    Trace trace = builder().add(OptionalInt.empty(), row(0, 0)).build();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> trace.maxProbability(0, 0))
        .withMessage("Cannot look at exit 0 (must be in 1..2)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> trace.prediction(0, 3))
        .withMessage("Cannot look at exit 3 (must be in 1..2)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> trace.label(1))
        .withMessageContaining("1");
  }

  @Test
  void add_probabilities_keepsMarginAndCertainty() {
    float[][] row = {{0.5f, 0.25f, 0.25f}, {0, 1, 0}};
    Trace trace = builder().add(OptionalInt.empty(), row).build();
    assertThat(trace.hasProbabilities()).isTrue();
    assertThat(trace.margin(0, 1)).isEqualTo(0.25f);
    assertThat(trace.margin(0, 2)).isEqualTo(1);
    assertThat(trace.certainty(0, 1)).isCloseTo(0.05360537f, within(1e-7f)); // 1 - 1.5 / log2(3)
    assertThat(trace.certainty(0, 2)).isEqualTo(1);
  }

  @Test
  void addAnswers_labelledAndNot_keepsThemWithoutProbabilities() {
    Trace trace =
        builder()
            .addAnswers(OptionalInt.empty(), new int[] {2, 0}, new float[] {0.1f, 1})
            .addAnswers(OptionalInt.of(1), new int[] {1, 1}, new float[] {0.3f, 0})
            .build();
    assertThat(trace.hasProbabilities()).isFalse();
    assertThat(trace.rows()).isEqualTo(2);
    assertThat(trace.label(0)).isEmpty();
    assertThat(trace.prediction(0, 1)).isEqualTo(2);
    assertThat(trace.maxProbability(0, 2)).isEqualTo(1);
    assertThat(trace.accuracy(1)).isEqualTo(1);
    Trace labelled = trace.labelledOnly();
    assertThat(labelled.hasProbabilities()).isFalse();
    assertThat(labelled.prediction(0, 2)).isEqualTo(1);
    assertThat(labelled.maxProbability(0, 1)).isEqualTo(0.3f);
  }

  @Test
  void labelledOnly_withProbabilities_keepsMarginAndCertainty() {
    Trace all =
        builder().add(OptionalInt.empty(), row(0, 0)).add(OptionalInt.of(1), row(1, 2)).build();
    Trace labelled = all.labelledOnly();
    assertThat(labelled.margin(0, 2)).isEqualTo(all.margin(1, 2));
    assertThat(labelled.certainty(0, 1)).isEqualTo(all.certainty(1, 1)).isPositive();
  }

  @Test
  void margin_answersOnly_isRefusedWithTheRemedy() {
    Trace trace =
        builder().addAnswers(OptionalInt.empty(), new int[2], new float[] {0.1f, 1}).build();
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> trace.margin(0, 1))
        .withMessage(
            "Cannot look at the margin of exit 1: the trace has predictions and confidences only"
                + " (must have all class probabilities; add them, or use the max-probability)");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> trace.certainty(0, 2))
        .withMessageStartingWith("Cannot look at the certainty of exit 2: ");
  }

  @Test
  void builder_rowsOfBothKinds_areRefused() {
    TraceBuilder probabilities = builder().add(OptionalInt.empty(), row(0, 0));
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> probabilities.addAnswers(OptionalInt.empty(), new int[2], new float[2]))
        .withMessage(
            "Cannot add row 1 without probabilities: the rows before it were added with (must be"
                + " all of one kind; build two traces)");
    TraceBuilder answers = builder().addAnswers(OptionalInt.empty(), new int[2], new float[2]);
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> answers.add(OptionalInt.empty(), row(0, 0)))
        .withMessageStartingWith("Cannot add row 1 with probabilities: ");
    assertThat(answers.rows()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"NaN", "-0.1", "1.1", "Infinity"})
  void addAnswers_confidenceOutsideUnit_namesRowExitAndValue(float bad) {
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(
            () -> builder().addAnswers(OptionalInt.empty(), new int[2], new float[] {1, bad}))
        .withMessage(
            ("Cannot add row 0: exit 2 has the confidence %s (must be in [0,1]; pass the predicted"
                    + " class's probability, not its logit)")
                .formatted(bad));
  }

  @Test
  void addAnswers_wrongShapesOrClasses_areRefused() {
    assertRefused(new int[3], new float[2], "it has 3 predictions (must be 2, one for each");
    assertRefused(new int[2], new float[1], "it has 1 confidences (must be 2, one for each");
    assertRefused(new int[] {0, 3}, new float[2], "exit 2 predicts class 3 (must be in 0..2)");
    assertRefused(new int[] {-1, 0}, new float[2], "exit 1 predicts class -1 (must be in 0..2)");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().addAnswers(OptionalInt.of(3), new int[2], new float[2]))
        .withMessage("Cannot add row 0: its label is 3 (must be in 0..2, or absent)");
  }

  private static void assertRefused(int[] predictions, float[] confidences, String reason) {
    TraceBuilder builder = builder();
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder.addAnswers(OptionalInt.empty(), predictions, confidences))
        .withMessageStartingWith("Cannot add row 0: " + reason);
    assertThat(builder.rows()).isZero();
  }
}
