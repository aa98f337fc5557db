// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.words.Counted;
import io.offramp.spark.ml.RowCounter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * Shows how far the running tasks are, from what executors report with their heartbeats: rows, rows
 * a second, mean cost, and how much time is left where that can be told. For people only: a task
 * that is tried again counts twice here, never in a summary.
 */
final class RowProgress extends SparkListener {
  private static final String BYTES_READ = "internal.metrics.input.bytesRead";

  private final ProgressSink sink;
  private final String what;
  private final OptionalLong inputBytes;
  private final long start = System.nanoTime();
  private final TaskSums rows = new TaskSums();
  private final TaskSums priced = new TaskSums();
  private final TaskSums cost = new TaskSums();
  private final TaskSums bytes = new TaskSums();
  private final Map<Integer, Scoring> stages = new HashMap<>();
  private OptionalLong shuffledRows = OptionalLong.empty();
  private @Nullable Scoring scoring;

  /** A stage that may turn out to be the one that scores. */
  private static final class Scoring {
    private final int tasks;
    private final OptionalLong allRows;
    private final long start = System.nanoTime();
    private int tasksDone;

    Scoring(int tasks, OptionalLong allRows) {
      this.tasks = tasks;
      this.allRows = allRows;
    }
  }

  RowProgress(ProgressSink sink, String what, OptionalLong inputBytes) {
    this.sink = sink;
    this.what = what;
    this.inputBytes = inputBytes;
  }

  /**
   * Runs {@code work} while its rows are shown.
   *
   * @param inputBytes of the files that are read; empty: unknown
   */
  static void during(
      SparkSession spark, ProgressSink sink, String what, OptionalLong inputBytes, Runnable work) {
    RowProgress progress = new RowProgress(sink, what, inputBytes);
    spark.sparkContext().addSparkListener(progress);
    try {
      work.run();
    } finally {
      spark.sparkContext().removeSparkListener(progress);
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    var stage = submitted.stageInfo();
    OptionalLong allRows = stage.parentIds().isEmpty() ? OptionalLong.empty() : shuffledRows;
    stages.putIfAbsent(stage.stageId(), new Scoring(stage.numTasks(), allRows));
  }

  /** Rows that were spread over tasks were all read, and counted, before the first is scored. */
  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
    var metrics = completed.stageInfo().taskMetrics();
    long written = metrics == null ? 0 : metrics.shuffleWriteMetrics().recordsWritten();
    if (written > 0) {
      shuffledRows = OptionalLong.of(written);
    }
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    var tasks = update.accumUpdates();
    for (int i = 0; i < tasks.size(); i++) {
      record((Long) tasks.apply(i)._1(), (Integer) tasks.apply(i)._2(), tasks.apply(i)._4());
    }
    show();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    record(end.taskInfo().taskId(), end.stageId(), end.taskInfo().accumulables());
    Scoring stage = stages.get(end.stageId());
    if (stage != null && end.reason() == Success$.MODULE$) {
      stage.tasksDone++;
    }
    show();
  }

  private void record(long task, int stage, Seq<AccumulableInfo> infos) {
    boolean scores = false;
    for (int i = 0; i < infos.size(); i++) {
      scores |= RowCounter.NAME.equals(name(infos.apply(i)));
    }
    if (!scores) {
      return;
    }
    scoring = stages.get(stage);
    for (int i = 0; i < infos.size(); i++) {
      AccumulableInfo info = infos.apply(i);
      if (info.update().isDefined() && info.update().get() instanceof Number value) {
        switch (name(info)) {
          case RowCounter.NAME -> rows.report(task, value.doubleValue());
          case RowCounter.PRICED -> priced.report(task, value.doubleValue());
          case RowCounter.COST -> cost.report(task, value.doubleValue());
          case BYTES_READ -> bytes.report(task, value.doubleValue());
          default -> {}
        }
      }
    }
  }

  private static String name(AccumulableInfo info) {
    return info.name().isDefined() ? String.valueOf(info.name().get()) : "";
  }

  private void show() {
    if (rows.sum() > 0) {
      sink.show(line((System.nanoTime() - start) / 1e9, secondsLeft()));
    }
  }

  private OptionalDouble secondsLeft() {
    if (scoring == null) {
      return OptionalDouble.empty();
    }
    StageShare share =
        new StageShare(
            rows.sum(), scoring.allRows, bytes.sum(), inputBytes, scoring.tasksDone, scoring.tasks);
    return share.secondsLeft((System.nanoTime() - scoring.start) / 1e9);
  }

  private String line(double seconds, OptionalDouble left) {
    double all = rows.sum();
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%s: %s, %,.0f rows/s",
            what,
            Counted.of(Math.round(all), "row"),
            all / seconds));
    if (priced.sum() > 0) {
      line.append(String.format(Locale.ROOT, ", mean cost %.3f", cost.sum() / priced.sum()));
    }
    line.append(", ").append(TimeLeft.words(seconds));
    if (left.isPresent()) {
      line.append(", about ").append(TimeLeft.words(left.getAsDouble())).append(" left");
    }
    return line.toString();
  }
}
