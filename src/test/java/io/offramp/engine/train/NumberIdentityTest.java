// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Task;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers tell trainings of numbers apart, and leave all others what they were. */
final class NumberIdentityTest {
  private static Map<String, String> of(EncoderShape shape, List<LabelledRow> rows) {
    return TrainingIdentity.of(
        shape, TinyTask.OPTIONS, EncoderInitializer.weights(TinyTask.SHAPE, 1), rows, rows);
  }

  /** A checkpoint that was begun before there were numbers must still be gone on from. */
  @Test
  void of_rowsOfLabels_isAsBeforeThereWereNumbers() throws GeneralSecurityException {
    List<LabelledRow> rows = TinyTask.rows(20, 1);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (LabelledRow row : rows) {
      IntStream.Builder ints = IntStream.builder();
      ints.add(row.label()).add(row.text().length());
      Arrays.stream(row.text().ids()).forEach(ints);
      Arrays.stream(row.text().types()).forEach(ints);
      ints.build().forEach(x -> digest.update(ByteBuffer.allocate(4).putInt(0, x)));
    }
    assertThat(of(TinyTask.SHAPE, rows))
        .containsEntry("training rows", HexFormat.of().formatHex(digest.digest()));
    assertThat(of(TinyTask.SHAPE, rows).get("encoder"))
        .contains("task=SINGLE_LABEL")
        .doesNotContain("numbers");
  }

  @Test
  void of_rowsOfNumbers_tellsThemApart() {
    EncoderShape numbers =
        NewExits.of(TinyTask.SHAPE, List.of(1, 2), 1, false, Task.REGRESSION).shape();
    LabelledRow row = TinyTask.rows(1, 1).get(0);
    assertThat(of(numbers, List.of(LabelledRow.ofNumber(row.text(), 1))))
        .isNotEqualTo(of(numbers, List.of(LabelledRow.ofNumber(row.text(), 2))));
  }
}
