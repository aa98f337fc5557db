// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static io.offramp.engine.text.TinyTokenizer.CLS;
import static io.offramp.engine.text.TinyTokenizer.SEP;
import static io.offramp.engine.text.TinyTokenizer.UNKNOWN;
import static io.offramp.engine.text.TinyTokenizer.encoder;
import static io.offramp.engine.text.TinyTokenizer.id;
import static io.offramp.engine.text.TinyTokenizer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextEncoderTest {
  private static final int RED = id("red");
  private static final int GREEN = id("green");
  private static final int BLUE = id("blue");

  @Test
  void encode_text_hasSpecialTokensAndTypesZero() {
    try (TextEncoder encoder = encoder(16)) {
      TokenizedText tokens = encoder.encode(text("Red, UNDOING!"));
      assertThat(tokens.ids())
          .containsExactly(CLS, RED, UNKNOWN, id("un"), id("##do"), id("##ing"), UNKNOWN, SEP);
      assertThat(tokens.types()).containsOnly(0);
      assertThat(tokens.truncated()).isFalse();
      assertThat(encoder.maxLength()).isEqualTo(16);
      assertThat(encoder.vocabularySize()).isEqualTo(TinyTokenizer.size());
    }
  }

  @Test
  void encode_pair_marksTheSecondTextByType() {
    try (TextEncoder encoder = encoder(16)) {
      TokenizedText tokens = encoder.encode(new TextInput("red green", "blue"));
      assertThat(tokens.ids()).containsExactly(CLS, RED, GREEN, SEP, BLUE, SEP);
      assertThat(tokens.types()).containsExactly(0, 0, 0, 0, 1, 1);
      assertThat(tokens.truncated()).isFalse();
    }
  }

  @Test
  void encode_longText_isCutBeforeTheClosingToken() {
    try (TextEncoder encoder = encoder(5)) {
      TokenizedText exact = encoder.encode(text("red green blue"));
      TokenizedText cut = encoder.encode(text("red green blue red"));
      assertThat(exact.ids()).containsExactly(CLS, RED, GREEN, BLUE, SEP);
      assertThat(exact.truncated()).isFalse();
      assertThat(cut.ids()).containsExactly(CLS, RED, GREEN, BLUE, SEP);
      assertThat(cut.truncated()).isTrue();
    }
  }

  @Test
  void encode_longPair_losesOfTheLongerTextFirst() {
    try (TextEncoder encoder = encoder(8)) {
      TokenizedText second = encoder.encode(new TextInput("red", "blue ".repeat(9)));
      assertThat(second.ids()).containsExactly(CLS, RED, SEP, BLUE, BLUE, BLUE, BLUE, SEP);
      assertThat(second.truncated()).isTrue();
      TokenizedText first = encoder.encode(new TextInput("red ".repeat(9), "blue"));
      assertThat(first.ids()).containsExactly(CLS, RED, RED, RED, RED, SEP, BLUE, SEP);
      assertThat(first.truncated()).isTrue();
      TokenizedText both = encoder.encode(new TextInput("red ".repeat(9), "blue ".repeat(9)));
      assertThat(both.length()).isEqualTo(8);
      assertThat(both.ids()).startsWith(CLS, RED, RED).endsWith(BLUE, BLUE, SEP);
      assertThat(both.truncated()).isTrue();
    }
  }

  @Test
  void encode_least_keepsOneTokenOfEachText() {
    try (TextEncoder encoder = encoder(5)) {
      TokenizedText tokens = encoder.encode(new TextInput("red green", "blue green"));
      assertThat(tokens.ids()).containsExactly(CLS, RED, SEP, BLUE, SEP);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 4})
  void of_maxLengthWithoutRoom_isRefused(int maxLength) {
    assertThatThrownBy(() -> encoder(maxLength))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot encode to maxLength: " + maxLength)
        .hasMessageContaining("at least 5");
  }

  @Test
  void encode_emptyText_hasTheSpecialTokensOnly() {
    try (TextEncoder encoder = encoder(8)) {
      assertThat(encoder.encode(text("")).ids()).containsExactly(CLS, SEP);
      assertThat(encoder.encode(new TextInput("", "")).ids()).containsExactly(CLS, SEP, SEP);
      assertThat(encoder.encode(text(" \t\n")).truncated()).isFalse();
    }
  }

  @Test
  void encode_surrogatesAndControls_neitherCrashNorLoseRows() {
    List<String> odd =
        List.of("\uD83D", "red \uDE00\uD83D", "x\0y", "\0", "\uFFFF\uFFFE", "\u0001\u001F\u007F");
    try (TextEncoder encoder = encoder(8)) {
      List<TokenizedText> all = encoder.encodeAll(odd.stream().map(TinyTokenizer::text).toList());
      assertThat(all).hasSize(odd.size());
      assertThat(all.get(0).ids()).containsExactly(CLS, SEP);
      assertThat(all.get(1).ids()).containsExactly(CLS, RED, SEP);
      assertThat(all.get(2).ids()).containsExactly(CLS, id("x"), id("##y"), SEP);
      for (int i = 0; i < odd.size(); i++) {
        assertThat(encoder.encode(text(odd.get(i)))).isEqualTo(all.get(i));
      }
    }
  }

  @Test
  void encode_afterClose_isRefused() {
    TextEncoder encoder = encoder(8);
    encoder.close();
    encoder.close();
    assertThatThrownBy(() -> encoder.encode(text("red")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> encoder.encodeAll(List.of(text("red"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void encode_hundredMillionCharacters_isCutBeforeTheLibrarySeesThem() {
    String huge = "red ".repeat(25_000_000);
    try (TextEncoder encoder = encoder(8)) {
      long start = System.nanoTime();
      TokenizedText tokens = encoder.encode(new TextInput(huge, huge));
      TokenizedText blank = encoder.encode(text(" ".repeat(100_000_000)));
      assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(5_000_000_000L);
      assertThat(tokens.length()).isEqualTo(8);
      assertThat(tokens.truncated()).isTrue();
      assertThat(blank.ids()).containsExactly(CLS, SEP);
      assertThat(blank.truncated()).as("cut by characters").isTrue();
    }
  }
}
