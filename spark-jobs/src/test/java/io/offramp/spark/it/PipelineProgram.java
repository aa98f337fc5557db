// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Loads a saved pipeline in a JVM of its own and scores a table with it, in 1, 2 and 7 partitions,
 * and once with every task failing at its first attempt.
 */
public final class PipelineProgram {
  private PipelineProgram() {}

  /**
   * Scores and writes.
   *
   * @param args pipeline folder, input folder (Parquet), output folder
   */
  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2,3]") // a task may be tried three times
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    PipelineModel pipeline = PipelineModel.load(args[0]);
    Dataset<Row> input = spark.read().parquet(args[1]);
    for (int partitions : new int[] {1, 2, 7}) {
      pipeline
          .transform(input.repartition(partitions))
          .write()
          .parquet(args[2] + "/partitions-" + partitions);
    }
    Dataset<Row> scored = pipeline.transform(input.repartition(2));
    MapPartitionsFunction<Row, Row> failsFirst = PipelineProgram::failFirstAttempt;
    scored
        .mapPartitions(failsFirst, Encoders.row(scored.schema()))
        .write()
        .parquet(args[2] + "/retried");
    spark.stop();
  }

  private static Iterator<Row> failFirstAttempt(Iterator<Row> rows) {
    boolean first = TaskContext.get().attemptNumber() == 0;
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Row row = rows.next();
        if (first && !rows.hasNext()) {
          throw new IllegalStateException("planned failure after all rows were scored");
        }
        return row;
      }
    };
  }
}
