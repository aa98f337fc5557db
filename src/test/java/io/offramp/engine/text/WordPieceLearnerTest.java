// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WordPieceLearnerTest {
  /** Counts: ab 4, abc 3, bc 2. Pairs: a+##b 7, ##b+##c 3, b+##c 2; then ab+##c 3. */
  @Test
  void learn_tinyCorpus_joinsTheMostFrequentPairs() {
    List<String> texts = List.of("ab abc bc", "ab abc bc", "AB, abc. ab");
    assertThat(WordPieceLearner.learn(texts, 32, 2))
        .containsExactly(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "##a", "##b", "##c", "ab",
            "abc", "bc");
  }

  @Test
  void learn_repeatedCharacter_joinsFromTheLeft() {
    assertThat(WordPieceLearner.learn(List.of("aaaaa aaaaa"), 32, 2))
        .containsSubsequence("a", "##a", "##aa", "aaa", "aaaaa")
        .doesNotContain("aa", "##aaa");
  }

  @Test
  void learn_randomCorpora_agreesWithCountingAnewEveryTime() {
    for (int seed = 0; seed < 20; seed++) {
      List<String> texts = randomTexts(seed, 40);
      assertThat(WordPieceLearner.learn(texts, 120, 2))
          .as("seed %d", seed)
          .isEqualTo(NaiveLearner.learn(texts, 120, 2));
    }
  }

  @Test
  void learn_orderOfTexts_doesNotMatter() {
    List<String> texts = randomTexts(99, 300);
    List<String> expected = WordPieceLearner.learn(texts, 200, 2);
    for (int seed = 0; seed < 5; seed++) {
      List<String> shuffled = new ArrayList<>(texts);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(WordPieceLearner.learn(shuffled, 200, 2)).isEqualTo(expected);
    }
  }

  @Test
  void learn_vocabularySize_isKeptAndEntriesDiffer() {
    List<String> texts = randomTexts(5, 500);
    for (int size : new int[] {32, 64, 150}) {
      List<String> vocabulary = WordPieceLearner.learn(texts, size, 1);
      assertThat(vocabulary).hasSize(size).startsWith("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
      assertThat(new HashSet<>(vocabulary)).hasSize(size);
    }
  }

  @Test
  void learn_rareCharacter_isDroppedWithItsWords() {
    List<String> vocabulary = WordPieceLearner.learn(List.of("ab ab ab ж ab!"), 64, 2);
    assertThat(vocabulary).contains("a", "##b", "ab").doesNotContain("ж", "!");
    assertThat(WordPieceLearner.learn(List.of("ab ж!"), 64, 1))
        .contains("ж", "##ж", "!")
        .doesNotContain("##!");
  }

  @Test
  void learn_manyCharacters_leaveHalfTheVocabularyToJoinedPieces() {
    StringBuilder text = new StringBuilder("the the the the ");
    for (int c = 0x10D0; c < 0x10F0; c++) {
      text.appendCodePoint(c).appendCodePoint(c).append(' ');
    }
    List<String> vocabulary = WordPieceLearner.learn(List.of(text.toString()), 45, 1);
    assertThat(vocabulary).contains("the").hasSizeLessThanOrEqualTo(45);
    assertThat(vocabulary.stream().filter(piece -> piece.startsWith("##")).count())
        .isLessThanOrEqualTo(30);
  }

  @Test
  void learn_wordThatWouldBeUnknown_teachesNothing() {
    String longWord = "ab".repeat(60) + " ";
    assertThat(WordPieceLearner.learn(List.of(longWord.repeat(9)), 64, 2))
        .endsWith("[MASK]", "a", "b", "##a", "##b");
  }

  @Test
  void learn_impossibleArguments_areRefused() {
    assertThatThrownBy(() -> WordPieceLearner.learn(List.of("a"), 31, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("vocabularySize is 31 (must be at least 32)");
    assertThatThrownBy(() -> WordPieceLearner.learn(List.of("a"), 32, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minFrequency is 0");
    assertThatThrownBy(() -> WordPieceLearner.learn(List.of(" ", "ab"), 32, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no character occurs 2 times");
  }

  private static List<String> randomTexts(long seed, int count) {
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < 30; c++) {
        text.append("aabbcde f".charAt(random.nextInt(9)));
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
