// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.GatedRows;
import io.offramp.spark.fixture.Metrics;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import io.offramp.spark.ml.RowCounter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen of scoring from outside: over HTTP as it runs, and at its end. */
@ExtendWith(SparkExtension.class)
@Timeout(300)
final class ScoringMetricsTest {
  private static final int FIRST = 60;
  private static final int SECOND = 3000;
  private static final long STAGE_QUEUE = 512L << 20;

  private final SparkSession spark;
  private final Path folder;
  private final Bundle bundle = TinyBundle.get();

  ScoringMetricsTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(50);
    }
  }

  /** The stage that scores, of those that run. */
  private JsonNode runningStage() {
    JsonNode stages = Metrics.rest(spark, "/stages?status=active");
    return stages.isEmpty() ? stages : stages.get(0);
  }

  private long accumulated(String name) {
    for (JsonNode accumulator : runningStage().path("accumulatorUpdates")) {
      if (accumulator.get("name").asText().equals(name)) {
        return accumulator.get("value").asLong();
      }
    }
    return 0;
  }

  @Test
  @Tag("smoke")
  void score_whileItRuns_isSeenOverHttp() throws Exception {
    loadAnother(); // the bundle's own model may have been loaded before there was a session
    Metrics before = Metrics.of(spark);
    Dataset<Row> scored =
        new EarlyExitClassificationModel()
            .setBundle(bundle.folder().toString())
            .setPolicy(TinyBundle.policy(bundle, 0.92, 0.8))
            .setBatchSize(8)
            .transform(GatedRows.of(spark, FIRST, SECOND));
    ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    CompletableFuture<List<Row>> rows = new CompletableFuture<>();
    CompletableFuture<Void> job =
        CompletableFuture.runAsync(
            () ->
                RowProgress.during(
                    spark,
                    lines::add,
                    "scoring",
                    OptionalLong.empty(),
                    () -> rows.complete(scored.collectAsList())));
    try {
      await("the gate", () -> GatedRows.isReached() || job.isDone());
      assertThat(job).isNotCompletedExceptionally();
      await("end of the first task", () -> runningStage().path("numCompleteTasks").asInt() == 1);
      assertSound(before, Metrics.of(spark)); // nothing runs now: one task waits, one has ended
      assertThat(Metrics.get(spark, "/metrics/executors/prometheus"))
          .containsPattern("metrics_executor_activeTasks\\w*\\{");
      await("rows of the first task", () -> accumulated(RowCounter.NAME) == FIRST);
      await("time left", () -> lines.stream().anyMatch(line -> line.endsWith(" left")));
      assertThat(rows).isNotDone();
    } finally {
      GatedRows.open();
    }
    job.get(60, TimeUnit.SECONDS);
    assertThat(lines)
        .allMatch(
            line ->
                line.matches(
                    "scoring: [\\d,]+ rows?, [\\d,]+ rows/s, mean cost [01]\\.\\d{3}, \\S+s(, about \\S+s left)?"));
    assertEqual(before, Metrics.of(spark), rows.get());
  }

  private void loadAnother() {
    new EarlyExitClassificationModel()
        .setBundle(TinyBundle.other().folder().toString())
        .setInputCol("text")
        .transform(spark.sql("SELECT 'apple' AS text"))
        .collectAsList();
  }

  private static void assertSound(Metrics before, Metrics now) {
    long scored = now.countSince(before, "rows_scored");
    assertThat(scored).isBetween(1000L, FIRST + SECOND - 1L);
    assertThat(now.countSince(before, "rows_rejected")).isZero();
    long exits = 0;
    for (int exit = 1; exit <= TinyBundle.EXITS; exit++) {
      assertThat(now.countSince(before, "exit_" + exit)).as("exit " + exit).isPositive();
      exits += now.countSince(before, "exit_" + exit);
    }
    assertThat(exits).isEqualTo(scored);
    long batches = now.countSince(before, "batches");
    long seats = now.countSince(before, "seats");
    long taken = now.countSince(before, "seats_taken");
    assertThat(batches).isBetween(scored / 64, scored);
    assertThat(taken).isBetween(scored, seats).isGreaterThan(scored);
    assertThat(now.gauge("batch_fill"))
        .isEqualTo(now.count("seats_taken") / (double) now.count("seats"));
    long tokens = now.countSince(before, "tokens_real");
    assertThat(tokens).isEqualTo(now.countSince(before, "tokens_rate"));
    assertThat(tokens).isBetween(8 * scored, now.countSince(before, "tokens_padded"));
    double padded = now.count("tokens_padded");
    assertThat(now.gauge("tokens_padding_share"))
        .isEqualTo((padded - now.count("tokens_real")) / padded);
    assertThat(now.gauge("queue_bytes_most")).isGreaterThanOrEqualTo(STAGE_QUEUE);
    assertThat(now.gauge("queue_bytes")).isBetween(1.0, (double) STAGE_QUEUE);
    assertThat(now.count("model_load")).isPositive();
  }

  private static void assertEqual(Metrics before, Metrics after, List<Row> rows) {
    assertThat(rows).hasSize(FIRST + SECOND);
    assertThat(after.countSince(before, "rows_scored")).isEqualTo(rows.size());
    for (int exit = 1; exit <= TinyBundle.EXITS; exit++) {
      int at = exit;
      assertThat(after.countSince(before, "exit_" + exit))
          .isEqualTo(rows.stream().filter(row -> row.<Integer>getAs("exit") == at).count());
    }
    assertThat(after.gauge("queue_bytes")).isZero();
  }

  @Test
  void score_job_countsWhatTheSummaryDoes() {
    String some = Tables.jsonl(TinyBundle.samples(300, 3));
    String input =
        Tables.text(folder.resolve("in.jsonl"), some + "{\"text\":null}\nbroken\n" + some);
    Metrics before = Metrics.of(spark);
    ScoreSummary summary =
        new ScoreRun(input, folder.resolve("out"))
            .policy(TinyBundle.policy(bundle, 0.92, 0.8))
            .dedupe()
            .on(spark);
    Metrics after = Metrics.of(spark);
    assertThat(summary.scored()).isEqualTo(600);
    assertThat(after.countSince(before, "rows_scored")).isEqualTo(summary.scored());
    assertThat(after.countSince(before, "rows_rejected")).isEqualTo(summary.quarantined());
    assertThat(after.countSince(before, "rows_duplicates")).isEqualTo(summary.duplicates());
    for (int exit = 1; exit <= TinyBundle.EXITS; exit++) {
      assertThat(after.countSince(before, "exit_" + exit))
          .as("exit " + exit)
          .isEqualTo(summary.exitHistogram().get(exit - 1));
    }
  }
}
