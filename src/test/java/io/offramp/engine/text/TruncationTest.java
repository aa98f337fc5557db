// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TruncationTest {
  private static final int[] IDS = {2, 10, 11, 12, 3, 20, 21, 3};
  private static final int[] TYPES = {0, 0, 0, 0, 0, 1, 1, 1};
  private static final int[] SEQUENCES = {-1, 0, 0, 0, -1, 1, 1, -1};

  @Test
  void cut_pair_takesFromTheLongerText() {
    TokenizedText cut = Truncation.cut(IDS, TYPES, SEQUENCES, 7);
    assertThat(cut.ids()).containsExactly(2, 10, 11, 3, 20, 21, 3);
    assertThat(cut.types()).containsExactly(0, 0, 0, 0, 1, 1, 1);
    assertThat(cut.truncated()).isTrue();
    assertThat(Truncation.cut(IDS, TYPES, SEQUENCES, 6).ids()).containsExactly(2, 10, 11, 3, 20, 3);
    assertThat(Truncation.cut(IDS, TYPES, SEQUENCES, 5).ids()).containsExactly(2, 10, 3, 20, 3);
  }

  @Test
  void cut_shortEnough_keepsAll() {
    assertThat(Truncation.cut(IDS, TYPES, SEQUENCES, 8))
        .isEqualTo(new TokenizedText(IDS, TYPES, false));
  }

  /** The native library's own truncation is the reference, on texts short enough for it. */
  @Test
  void cut_allLengths_agreesWithTheNativeLibrary() throws IOException {
    byte[] json = TinyTokenizer.json().getBytes(StandardCharsets.UTF_8);
    for (int maxLength : new int[] {5, 6, 9, 12}) {
      String length = Integer.toString(maxLength);
      Map<String, String> options =
          Map.of("maxLength", length, "modelMaxLength", length, "padding", "do_not_pad");
      try (HuggingFaceTokenizer reference =
              HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
          TextEncoder encoder = TinyTokenizer.encoder(maxLength)) {
        for (int words = 0; words < 100; words++) {
          String text = "undo ".repeat(words % 10);
          String pair = "blue ".repeat(words / 10);
          assertSame(encoder.encode(TinyTokenizer.text(text)), reference.encode(text));
          assertSame(encoder.encode(new TextInput(text, pair)), reference.encode(text, pair));
        }
      }
    }
  }

  private static void assertSame(TokenizedText actual, Encoding expected) {
    assertThat(actual.ids()).isEqualTo(toInts(expected.getIds()));
    assertThat(actual.types()).isEqualTo(toInts(expected.getTypeIds()));
    assertThat(actual.truncated()).isEqualTo(expected.exceedMaxLength());
  }

  private static int[] toInts(long[] values) {
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }
}
