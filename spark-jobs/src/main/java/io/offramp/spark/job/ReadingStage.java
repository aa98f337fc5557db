// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.ml.ScoringGpus;
import io.offramp.spark.table.TableReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where rows are read: in the tasks that run them through a model, or in a stage before them. */
final class ReadingStage {
  private ReadingStage() {}

  /**
   * Spreads rows over at least so many tasks, keeping their order. Where only the tasks of the
   * model have GPUs, they are always other tasks than those that read.
   */
  static Dataset<Row> spread(Dataset<Row> rows, int partitions) {
    if (!ScoringGpus.areApart(rows.sparkSession())) {
      return TableReader.spread(rows, partitions);
    }
    int large = TaskCount.forBytes(InputSize.of(rows).orElse(0));
    int parts = Math.max(large, rows.javaRDD().getNumPartitions());
    return TableReader.handOver(rows, Math.max(partitions, parts));
  }
}
