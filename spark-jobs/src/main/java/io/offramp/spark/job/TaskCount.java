// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Over how many tasks rows are spread. Rows that are spread are sorted by their place, and a task
 * holds its share in memory for that: shares that do not grow with the input keep memory level.
 */
final class TaskCount {
  /** Of packed text some 64 MiB of rows. */
  private static final long MOST_BYTES = 16L << 20;

  private TaskCount() {}

  /**
   * As many as the input has, if that is one a core; else one a core, and more for a large input,
   * which is shuffled anyway then.
   *
   * @param asked for; 0: nothing
   */
  static int of(Dataset<Row> rows, int asked) {
    if (asked > 0) {
      return asked;
    }
    int cores = rows.sparkSession().sparkContext().defaultParallelism();
    return rows.javaRDD().getNumPartitions() >= cores
        ? cores
        : Math.max(cores, forBytes(InputSize.of(rows).orElse(0)));
  }

  /** Tasks for an input of that many bytes, as they lie in its files. */
  static int forBytes(long bytes) {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, (bytes + MOST_BYTES - 1) / MOST_BYTES));
  }
}
