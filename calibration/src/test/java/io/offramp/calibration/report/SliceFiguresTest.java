// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a report says where it has no parts to show. */
final class SliceFiguresTest {
  private static final float[] SURE = {0.5f, 0.5f};

  private static Trace classes(boolean labelled) {
    TraceBuilder builder = Trace.builder(ExitCosts.of(0.5, 1), 3);
    for (int row = 0; row < 4; row++) {
      OptionalInt label = labelled ? OptionalInt.of(0) : OptionalInt.empty();
      builder.addAnswers(label, new int[] {0, 1}, SURE);
    }
    return builder.build();
  }

  private static String why(Trace trace, Quantity risk, boolean named) {
    int[] rows = IntStream.range(0, trace.rows()).toArray();
    return SliceFigures.whyNone(new Measured(trace, rows, risk), named);
  }

  @Test
  void whyNone_accuracyWithoutLabels_isThatWhateverTheAnswersAre() {
    String words =
        "The rows have no labels, so no accuracy drop can be seen, of all rows or of parts.";
    assertThat(why(classes(false), Quantity.ACCURACY_DROP, false)).isEqualTo(words);
    assertThat(why(classes(false), Quantity.ACCURACY_DROP, true)).isEqualTo(words);
    Trace numbers = SampleNumbers.trace(4, false, 1);
    assertThat(why(numbers, Quantity.ACCURACY_DROP, true)).isEqualTo(words);
  }

  @Test
  void whyNone_columnThatWasNamed_isSaidToBeEmpty() {
    String words = "No row that is measured here has a value in the columns that were named.";
    assertThat(why(classes(true), Quantity.ACCURACY_DROP, true)).isEqualTo(words);
    assertThat(why(classes(false), Quantity.DISAGREEMENT, true)).isEqualTo(words);
    Trace numbers = SampleNumbers.trace(4, true, 1);
    assertThat(why(numbers, Quantity.DISAGREEMENT, true)).isEqualTo(words);
  }

  @Test
  void whyNone_noColumn_saysHowToNameOne() {
    String remedy = "no column was named; --slice-col makes parts to tell apart.";
    assertThat(why(classes(false), Quantity.DISAGREEMENT, false))
        .isEqualTo("The rows have no labels, and " + remedy);
    assertThat(why(classes(true), Quantity.ACCURACY_DROP, false))
        .isEqualTo("Labels are sets, so there are no classes, and " + remedy);
    assertThat(why(SampleNumbers.trace(4, false, 1), Quantity.DISAGREEMENT, false))
        .isEqualTo("Labels are numbers, so there are no classes, and " + remedy);
  }
}
