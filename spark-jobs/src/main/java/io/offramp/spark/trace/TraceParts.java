// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * What the tasks sent.
 *
 * @param blocks rows
 * @param reports one a task
 */
record TraceParts(List<RowBlock> blocks, List<PartReport> reports) {
  /** Tasks whose results are on the way at once: enough to keep cores busy, few to bound memory. */
  private static final int MOST_AT_ONCE = 8;

  /** Runs the tasks, several at a time; Spark's own iterators run one after another. */
  static TraceParts collect(JavaRDD<TracePart> parts) {
    int atOnce = Math.min(MOST_AT_ONCE, Math.max(1, parts.context().defaultParallelism()));
    int partitions = parts.getNumPartitions();
    List<RowBlock> blocks = new ArrayList<>();
    List<PartReport> reports = new ArrayList<>();
    for (int from = 0; from < partitions; from += atOnce) {
      int[] some = IntStream.range(from, Math.min(from + atOnce, partitions)).toArray();
      for (List<TracePart> sent : parts.collectPartitions(some)) {
        for (TracePart part : sent) {
          if (part instanceof RowBlock block) {
            blocks.add(block);
          } else if (part instanceof PartReport report) {
            reports.add(report);
          }
        }
      }
    }
    return new TraceParts(blocks, reports);
  }

  /** Rows that could not be run when the trace was made. */
  long skipped() {
    return reports.stream().mapToLong(PartReport::skipped).sum();
  }
}
