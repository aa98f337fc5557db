// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BertWordsTest {
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    BertWords.split(text, words::add);
    return words;
  }

  @Test
  void split_punctuation_standsAlone() {
    assertThat(words("Don't stop-now, 3.5%…"))
        .containsExactly("don", "'", "t", "stop", "-", "now", ",", "3", ".", "5", "%", "…");
    assertThat(words("a_b$c+d|e")).containsExactly("a", "_", "b", "$", "c", "+", "d", "|", "e");
  }

  @Test
  void split_accentsAndCase_goAway() {
    assertThat(words("Zürich NAÏVE İstanbul ΣΑΣ"))
        .containsExactly("zurich", "naive", "istanbul", "σασ");
  }

  @Test
  void split_controlAndFormatCharacters_joinWhatTheyStoodBetween() {
    assertThat(words("a\u0000b\u200Dc\uFFFDd\u000Be \u0007")).containsExactly("abcde");
  }

  @Test
  void split_everySpace_separates() {
    assertThat(words("a\tb\nc\rd\u00A0e\u2003f\u3000g\u2028h"))
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
    assertThat(words("   ")).isEmpty();
  }

  @Test
  void split_ideographs_standAlone() {
    assertThat(words("I東京x\uD840\uDC00")).containsExactly("i", "東", "京", "x", "\uD840\uDC00");
    assertThat(words("カタ")).as("kana are letters").containsExactly("カタ");
  }

  @Test
  void split_currencyAndEmoji_areLetters() {
    assertThat(words("€5 \uD83D\uDE00ok")).containsExactly("€5", "\uD83D\uDE00ok");
  }
}
