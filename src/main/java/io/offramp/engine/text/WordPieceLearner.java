// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import io.offramp.engine.text.PairIndex.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Learns the WordPiece vocabulary of a corpus by joining, again and again, the two neighbouring
 * pieces that occur most often.
 *
 * <p>This is byte-pair encoding's training with WordPiece's spelling, as Hugging Face's trainer
 * does it; the original WordPiece chose the pair that most improves a language model's likelihood.
 * The result depends on the words and their counts only, not on the order of the texts: of equally
 * frequent pairs the one with the older pieces is joined first, and the oldest pieces are the
 * characters in the order of their code points, those that begin words before those that continue
 * them.
 */
public final class WordPieceLearner {
  private static final int LEAST_VOCABULARY = 32;

  private WordPieceLearner() {}

  /**
   * Learns a vocabulary for {@link TokenizerJson#wordPiece}.
   *
   * @param texts the corpus, gone through once; its distinct words must fit in memory
   * @param vocabularySize the most entries of the vocabulary, at least 32; fewer are returned if
   *     the corpus has no more pairs that are frequent enough
   * @param minFrequency occurrences that a character or a pair needs to be taken, at least 1
   * @return the entries in the order of their ids: {@code [PAD] [UNK] [CLS] [SEP] [MASK]}, the
   *     characters, then the joined pieces, most frequent first
   * @throws IllegalArgumentException if a number is too small, or no character is frequent enough
   */
  public static List<String> learn(Iterable<String> texts, int vocabularySize, int minFrequency) {
    requireAtLeast(LEAST_VOCABULARY, vocabularySize, "vocabularySize");
    requireAtLeast(1, minFrequency, "minFrequency");
    WordCounts words = WordCounts.of(texts);
    int mostPieces = vocabularySize - SpecialTokens.ALL.size();
    Alphabet alphabet = Alphabet.of(words, mostPieces / 2, minFrequency);
    if (alphabet.characters().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot learn a vocabulary: no character occurs "
              + minFrequency
              + " times (must be a corpus with words; or lower minFrequency)");
    }
    Pieces pieces = Pieces.of(alphabet);
    PairIndex pairs = index(words, alphabet, pieces);
    while (pieces.texts().size() < mostPieces) {
      Optional<Pair> best = pairs.best(minFrequency);
      if (best.isEmpty()) {
        break;
      }
      pairs.merge(best.get());
    }
    List<String> vocabulary = new ArrayList<>(SpecialTokens.ALL);
    vocabulary.addAll(pieces.texts());
    return List.copyOf(vocabulary);
  }

  /**
   * Words that will be unknown anyway, by an unknown character or by their length, teach nothing.
   */
  private static PairIndex index(WordCounts words, Alphabet alphabet, Pieces pieces) {
    int[][] spelled = new int[words.byWord().size()][];
    long[] counts = new long[spelled.length];
    int size = 0;
    for (Map.Entry<String, WordCounts.Count> entry : words.byWord().entrySet()) {
      String word = entry.getKey();
      if (alphabet.spells(word)
          && word.codePointCount(0, word.length()) <= BertWords.LONGEST_WORD) {
        spelled[size] = pieces.spell(word);
        counts[size++] = entry.getValue().value();
      }
    }
    return new PairIndex(pieces, Arrays.copyOf(spelled, size), counts);
  }

  private static void requireAtLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Cannot learn a vocabulary: "
              + name
              + " is "
              + value
              + " (must be at least "
              + least
              + ")");
    }
  }
}
