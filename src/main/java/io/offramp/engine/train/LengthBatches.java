// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Groups rows of similar length into batches.
 *
 * <p>Rows are shuffled, sorted by length inside windows of many batches, and the batches shuffled
 * again: little padding, and still another order every epoch.
 */
final class LengthBatches {
  private static final int BATCHES_PER_WINDOW = 64;

  private LengthBatches() {}

  /** Batches for one epoch; all rows are in exactly one of them. */
  static List<List<LabelledRow>> shuffled(List<LabelledRow> rows, int batchSize, Random random) {
    List<LabelledRow> order = new ArrayList<>(rows);
    Collections.shuffle(order, random);
    List<List<LabelledRow>> batches = new ArrayList<>();
    int window = Math.multiplyExact(batchSize, BATCHES_PER_WINDOW);
    for (int start = 0; start < order.size(); start += window) {
      int end = Math.min(order.size(), start + window);
      batches.addAll(sorted(order.subList(start, end), batchSize));
    }
    Collections.shuffle(batches, random);
    return batches;
  }

  /** Batches from the shortest to the longest row. */
  static List<List<LabelledRow>> sorted(List<LabelledRow> rows, int batchSize) {
    List<LabelledRow> order = new ArrayList<>(rows);
    order.sort(Comparator.comparingInt(row -> row.text().length()));
    List<List<LabelledRow>> batches = new ArrayList<>();
    for (int start = 0; start < order.size(); start += batchSize) {
      batches.add(order.subList(start, Math.min(order.size(), start + batchSize)));
    }
    return batches;
  }
}
