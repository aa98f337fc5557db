// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import ai.djl.pytorch.jni.JniUtils;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Scores in tasks of some cores, and prints how many threads their kernels may use. */
public final class ThreadsProgram {
  private ThreadsProgram() {}

  /**
   * Scores and prints.
   *
   * @param args cores of a task
   */
  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.task.cpus", args[0])
            .getOrCreate();
    Dataset<Row> rows =
        spark.createDataset(List.of("apple", "pear"), Encoders.STRING()).toDF("text").coalesce(1);
    Dataset<Row> scored =
        new EarlyExitClassificationModel()
            .setBundle(TinyBundle.get().folder().toString())
            .transform(rows);
    MapPartitionsFunction<Row, Integer> threads = ThreadsProgram::threads;
    List<Integer> seen = scored.mapPartitions(threads, Encoders.INT()).collectAsList();
    System.out.println("threads of kernels: " + seen);
    spark.stop();
  }

  private static Iterator<Integer> threads(Iterator<Row> scored) {
    scored.forEachRemaining(row -> {});
    return List.of(JniUtils.getNumThreads()).iterator(); // of the thread that scored
  }
}
