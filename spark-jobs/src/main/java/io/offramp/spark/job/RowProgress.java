// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.ml.RowCounter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * Shows how many rows the running tasks have scored, from what executors report with their
 * heartbeats. For people only: a task that is tried again counts twice here, never in a summary.
 */
final class RowProgress extends SparkListener {
  private final ProgressSink sink;
  private final String what;
  private final long start = System.nanoTime();
  private final Map<Long, Long> rowsByTask = new HashMap<>();

  private RowProgress(ProgressSink sink, String what) {
    this.sink = sink;
    this.what = what;
  }

  /** Runs {@code work} while its rows are shown. */
  static void during(SparkSession spark, ProgressSink sink, String what, Runnable work) {
    RowProgress progress = new RowProgress(sink, what);
    spark.sparkContext().addSparkListener(progress);
    try {
      work.run();
    } finally {
      spark.sparkContext().removeSparkListener(progress);
    }
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    var tasks = update.accumUpdates();
    for (int i = 0; i < tasks.size(); i++) {
      long task = (Long) tasks.apply(i)._1();
      var counters = tasks.apply(i)._4();
      for (int j = 0; j < counters.size(); j++) {
        record(task, counters.apply(j));
      }
    }
    show();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    var counters = end.taskInfo().accumulables();
    for (int i = 0; i < counters.size(); i++) {
      record(end.taskInfo().taskId(), counters.apply(i));
    }
    show();
  }

  private void record(long task, AccumulableInfo info) {
    if (info.name().contains(RowCounter.NAME)
        && info.update().isDefined()
        && info.update().get() instanceof Long rows) {
      rowsByTask.merge(task, rows, Math::max);
    }
  }

  private void show() {
    long rows = rowsByTask.values().stream().mapToLong(Long::longValue).sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (rows > 0) {
      sink.show(
          String.format(
              Locale.ROOT,
              "%s: %,d rows, %,.0f rows/s, %.0f s",
              what,
              rows,
              rows / seconds,
              seconds));
    }
  }
}
