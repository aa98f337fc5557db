// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What noise makes of texts. */
final class TextNoiseTest {
  private static final String TEXT = "the quick brown fox jumps over the lazy dog ".repeat(200);

  @Test
  void noise_ofChanceZero_keepsTheWords() {
    assertThat(new TextNoise(0, 0, 1).apply("a  b\nc")).isEqualTo("a b c");
    assertThat(new TextNoise(0, 0, 1).apply(null)).isNull();
    assertThat(new TextNoise(0, 0, 1).apply("")).isEmpty();
  }

  @Test
  void droppedWords_areAboutAsManyAsAskedFor() {
    String noisy = Objects.requireNonNull(new TextNoise(0, 0.25, 7).apply(TEXT));
    int words = noisy.split(" ", -1).length;
    assertThat(words).isBetween(1350 - 90, 1350 + 90); // 1,800 words, four standard deviations
    assertThat(new TextNoise(0, 0.999, 7).apply("only these words")).isNotBlank();
  }

  @Test
  void typos_hitAboutAsManyWordsAsAskedFor() {
    String noisy = Objects.requireNonNull(new TextNoise(0.05, 0, 7).apply(TEXT));
    String[] before = TEXT.strip().split(" ", -1);
    String[] after = noisy.split(" ", -1);
    assertThat(after).hasSameSizeAs(before);
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i].equals(after[i]) ? 0 : 1;
    }
    // Nine words of 3.9 letters on average: about 18% are hit, some of them without a change.
    assertThat(changed).isBetween(220, 400);
  }

  @Test
  void noise_ofASeed_isTheSameAndOfAnotherIsNot() {
    String once = new TextNoise(0.1, 0.1, 7).apply(TEXT);
    assertThat(new TextNoise(0.1, 0.1, 7).apply(TEXT)).isEqualTo(once);
    assertThat(new TextNoise(0.1, 0.1, 8).apply(TEXT)).isNotEqualTo(once);
  }
}
