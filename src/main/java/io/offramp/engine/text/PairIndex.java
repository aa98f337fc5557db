// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * All neighbouring pieces of the words, how often each pair occurs, and where.
 *
 * <p>The queue is lazy. Every pair with occurrences has an entry that promises at least its count:
 * counts that grow get a further entry, counts that fall are corrected when their entry comes up.
 * The order is total (count, then the pieces' numbers), so the best pair does not depend on the
 * order in which words were met.
 */
final class PairIndex {
  private final Pieces pieces;
  private final int[][] words;
  private final long[] counts;
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Entry> queue;

  /** Two neighbouring pieces; mutable, and equal to itself only. */
  static final class Pair {
    private final int left;
    private final int right;
    private long count;
    private int[] places = new int[2];
    private int placeCount;

    private Pair(int left, int right) {
      this.left = left;
      this.right = right;
    }

    private void addPlace(int word) {
      if (placeCount > 0 && places[placeCount - 1] == word) {
        return;
      }
      if (placeCount == places.length) {
        places = Arrays.copyOf(places, 2 * placeCount);
      }
      places[placeCount++] = word;
    }
  }

  private record Entry(Pair pair, long count) {}

  /**
   * Indexes words, which it then changes.
   *
   * @param words each word's pieces
   * @param counts occurrences of each word
   */
  PairIndex(Pieces pieces, int[][] words, long[] counts) {
    this.pieces = pieces;
    this.words = words;
    this.counts = counts;
    this.queue =
        new PriorityQueue<>(
            Comparator.comparingLong(Entry::count)
                .reversed()
                .thenComparing(entry -> entry.pair.left)
                .thenComparing(entry -> entry.pair.right));
    for (int word = 0; word < words.length; word++) {
      for (int i = 1; i < words[word].length; i++) {
        Pair pair = pair(words[word][i - 1], words[word][i]);
        pair.count += counts[word];
        pair.addPlace(word);
      }
    }
    pairs.values().forEach(pair -> queue.add(new Entry(pair, pair.count)));
  }

  /** Returns the most frequent pair if it occurs often enough. */
  Optional<Pair> best(int minFrequency) {
    while (true) {
      Entry top = queue.poll();
      if (top == null || top.count < minFrequency) {
        return Optional.empty();
      }
      if (top.pair.count == top.count) {
        return Optional.of(top.pair);
      }
      if (top.pair.count < top.count) {
        queue.add(new Entry(top.pair, top.pair.count));
      }
    }
  }

  /** Makes one piece of the pair wherever it occurs, from the left, and updates all counts. */
  void merge(Pair merged) {
    int joined = pieces.join(merged.left, merged.right);
    Set<Pair> grown = new LinkedHashSet<>();
    for (int i = 0; i < merged.placeCount; i++) {
      int word = merged.places[i];
      int[] before = words[word];
      int[] after = replace(before, merged, joined);
      if (after.length < before.length) {
        words[word] = after;
        recount(word, before, after, joined, grown);
      }
    }
    merged.placeCount = 0;
    grown.forEach(pair -> queue.add(new Entry(pair, pair.count)));
  }

  private void recount(int word, int[] before, int[] after, int joined, Set<Pair> grown) {
    for (int i = 1; i < before.length; i++) {
      pair(before[i - 1], before[i]).count -= counts[word];
    }
    for (int i = 1; i < after.length; i++) {
      Pair pair = pair(after[i - 1], after[i]);
      pair.count += counts[word];
      if (pair.left == joined || pair.right == joined) {
        pair.addPlace(word);
        grown.add(pair);
      }
    }
  }

  private static int[] replace(int[] word, Pair pair, int joined) {
    int[] replaced = new int[word.length];
    int length = 0;
    int i = 0;
    while (i < word.length) {
      boolean match = word[i] == pair.left && i + 1 < word.length && word[i + 1] == pair.right;
      replaced[length++] = match ? joined : word[i];
      i += match ? 2 : 1;
    }
    return Arrays.copyOf(replaced, length);
  }

  private Pair pair(int left, int right) {
    return pairs.computeIfAbsent(((long) left << 32) | right, unseen -> new Pair(left, right));
  }
}
