// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.HashMap;
import java.util.Map;

/** The distinct words of a corpus and how often each occurs. */
final class WordCounts {
  private final Map<String, Count> counts = new HashMap<>();

  /** Boxed once, then counted in place: most words of a corpus are seen before. */
  static final class Count {
    private long value;

    long value() {
      return value;
    }
  }

  static WordCounts of(Iterable<String> texts) {
    WordCounts counts = new WordCounts();
    for (String text : texts) {
      BertWords.split(text, counts::add);
    }
    return counts;
  }

  private void add(String word) {
    counts.computeIfAbsent(word, unseen -> new Count()).value++;
  }

  /** Returns the counts by word, in no particular order. */
  Map<String, Count> byWord() {
    return counts;
  }
}
