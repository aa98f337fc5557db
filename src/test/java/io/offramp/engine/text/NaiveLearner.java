// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The learner's rule by brute force: all pairs are counted anew before every join. */
final class NaiveLearner {
  private NaiveLearner() {}

  static List<String> learn(List<String> texts, int vocabularySize, int minFrequency) {
    WordCounts counts = WordCounts.of(texts);
    Alphabet alphabet = Alphabet.of(counts, (vocabularySize - 5) / 2, minFrequency);
    Pieces pieces = Pieces.of(alphabet);
    Map<String, List<Integer>> words = new LinkedHashMap<>();
    for (String word : counts.byWord().keySet()) {
      if (alphabet.spells(word) && word.length() <= BertWords.LONGEST_WORD) {
        words.put(word, new ArrayList<>(Arrays.stream(pieces.spell(word)).boxed().toList()));
      }
    }
    while (pieces.texts().size() < vocabularySize - 5) {
      List<Integer> best = best(words, counts, minFrequency);
      if (best.isEmpty()) {
        break;
      }
      int joined = pieces.join(best.get(0), best.get(1));
      words.values().forEach(word -> join(word, best, joined));
    }
    List<String> vocabulary = new ArrayList<>(SpecialTokens.ALL);
    vocabulary.addAll(pieces.texts());
    return vocabulary;
  }

  private static List<Integer> best(
      Map<String, List<Integer>> words, WordCounts counts, int minFrequency) {
    Map<Integer, Map<Integer, Long>> pairs = new TreeMap<>();
    words.forEach(
        (text, word) -> {
          long count = requireNonNull(counts.byWord().get(text)).value();
          for (int i = 1; i < word.size(); i++) {
            pairs
                .computeIfAbsent(word.get(i - 1), left -> new TreeMap<>())
                .merge(word.get(i), count, Long::sum);
          }
        });
    long most = minFrequency - 1L;
    List<Integer> best = List.of();
    for (Map.Entry<Integer, Map<Integer, Long>> left : pairs.entrySet()) {
      for (Map.Entry<Integer, Long> right : left.getValue().entrySet()) {
        if (right.getValue() > most) {
          most = right.getValue();
          best = List.of(left.getKey(), right.getKey());
        }
      }
    }
    return best;
  }

  private static void join(List<Integer> word, List<Integer> pair, int joined) {
    for (int i = 0; i + 1 < word.size(); i++) {
      if (word.subList(i, i + 2).equals(pair)) {
        word.remove(i + 1);
        word.set(i, joined);
      }
    }
  }
}
