// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The characters a vocabulary can spell: the most frequent of a corpus, at most 1,000.
 *
 * <p>Every character is a piece that begins a word, and a second piece that continues one, unless
 * it is always a word by itself. So whatever is written in this alphabet has tokens, seen in the
 * corpus or not; a word with any other character becomes the unknown token.
 */
final class Alphabet {
  private static final int MOST_CHARACTERS = 1_000;

  private final Set<Integer> characters;

  private Alphabet(Set<Integer> characters) {
    this.characters = characters;
  }

  /**
   * Chooses the alphabet of a corpus; of equally frequent characters the lower code points.
   *
   * @param mostPieces pieces that may be spent on single characters
   * @param minFrequency occurrences below which a character is dropped
   */
  static Alphabet of(WordCounts words, int mostPieces, int minFrequency) {
    Map<Integer, Long> counts = new HashMap<>();
    words
        .byWord()
        .forEach(
            (word, count) ->
                word.codePoints().forEach(c -> counts.merge(c, count.value(), Long::sum)));
    List<Map.Entry<Integer, Long>> ranked = new ArrayList<>(counts.entrySet());
    ranked.sort(
        Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    Set<Integer> chosen = new HashSet<>();
    int pieces = 0;
    for (Map.Entry<Integer, Long> entry : ranked) {
      pieces += BertWords.isAlone(entry.getKey()) ? 1 : 2;
      if (entry.getValue() < minFrequency
          || pieces > mostPieces
          || chosen.size() == MOST_CHARACTERS) {
        break;
      }
      chosen.add(entry.getKey());
    }
    return new Alphabet(chosen);
  }

  /** Returns the characters by code point. */
  List<Integer> characters() {
    return characters.stream().sorted().toList();
  }

  /** Whether every character of the word is in the alphabet. */
  boolean spells(String word) {
    return word.codePoints().allMatch(characters::contains);
  }
}
