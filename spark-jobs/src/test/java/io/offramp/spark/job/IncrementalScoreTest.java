// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.CorruptFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs over a folder in which files arrive: each row once, whatever happens. */
@ExtendWith(SparkExtension.class)
final class IncrementalScoreTest {
  private static final int RUNS = 10;
  private static final int ROWS = 7;

  private final SparkSession spark;
  private final Path folder;
  private final IncrementalRun runs;
  private long nextId;

  IncrementalScoreTest(SparkSession spark, @TempDir Path folder) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.runs = new IncrementalRun(spark, folder);
  }

  @Test
  void run_tenTimesWhileFilesArrive_scoresEachOnce() throws Exception {
    CompletableFuture<Void> deliveries =
        CompletableFuture.runAsync(
            () -> {
              for (int file = 0; file < 2 * RUNS; file++) {
                deliverQuietly("late-" + file + ".jsonl");
                pause();
              }
            });
    List<Long> sizes = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      deliverQuietly("run-" + run + ".jsonl");
      sizes.add(runs.run().rows());
    }
    deliveries.get();
    sizes.add(runs.run().rows());

    assertThat(runs.ids()).isEqualTo(upTo(nextId)).hasSize(3 * RUNS * ROWS);
    assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isEqualTo(nextId);
    assertThat(summary("rows")).isEqualTo(nextId);
    assertThat(summary("batches")).isEqualTo(batches());
  }

  @Test
  void run_sameRowsInOneBatch_givesTheSameScores() throws Exception {
    Path all = folder.resolve("all.jsonl");
    String one = lines(30);
    String two = lines(20);
    Tables.text(all, one + two);
    runs.deliver("a.jsonl", one);
    runs.run();
    runs.deliver("b.jsonl.gz", Tables.gzipped(two));
    runs.run();
    new ScoreRun(all.toString(), folder.resolve("whole")).on(spark);

    assertThat(Tables.jsonRows(runs.output())).isEqualTo(Tables.jsonRows(folder.resolve("whole")));
  }

  @Test
  void run_nothingNew_changesNothing() throws Exception {
    assertThat(runs.run().allRows()).isZero();
    assertThat(runs.output()).doesNotExist();
    runs.deliver("a.jsonl", lines(ROWS));
    runs.run();
    List<Path> parts = Tables.parts(runs.output());

    IncrementalReport again = runs.run();

    assertThat(again.batches()).isEmpty();
    assertThat(again.files()).isZero();
    assertThat(again.allRows()).isEqualTo(ROWS);
    assertThat(Tables.parts(runs.output())).isEqualTo(parts);
  }

  @Test
  void run_manyFiles_comeInBatches() throws Exception {
    for (int file = 0; file < 5; file++) {
      runs.deliver(file + ".jsonl", lines(ROWS));
    }

    IncrementalReport report = runs.filesPerBatch(2).run();

    assertThat(report.batches()).hasSize(3);
    assertThat(report.files()).isEqualTo(5);
    assertThat(runs.ids()).isEqualTo(upTo(nextId));
  }

  @Test
  void run_oldFile_isFoundToo() throws Exception {
    runs.deliver("a.jsonl", lines(ROWS));
    runs.run();
    Path old = runs.deliver("b.jsonl", lines(ROWS));
    assertThat(old.toFile().setLastModified(1_000_000_000_000L)).isTrue();

    runs.run();

    assertThat(runs.ids()).isEqualTo(upTo(2 * ROWS));
  }

  @Test
  void run_foldersOfPartitions_areKept() throws Exception {
    runs.deliver("hour=07/a.jsonl", lines(ROWS));
    runs.run();
    runs.deliver("hour=08/b.jsonl", lines(ROWS));
    runs.run();

    assertThat(Tables.jsonRows(runs.output().resolve("hour=07"))).hasSize(ROWS);
    assertThat(Tables.jsonRows(runs.output().resolve("hour=08"))).hasSize(ROWS);
  }

  @Test
  void run_badRows_goToTheQuarantineOnce() throws Exception {
    runs.badRows(
        new BadRowRequest(
            Optional.of(runs.quarantine().toString()),
            Optional.of(new BadRowLimit("2")),
            CorruptFiles.FAIL));
    runs.deliver("a.jsonl", lines(ROWS) + "{\"id\":100,\"text\":\"\"}\n");
    runs.run();
    runs.deliver(
        "b.jsonl", "{\"id\":101}\n{\"id\":102,\"text\":null}\n{\"id\":103,\"text\":\"\"}\n");

    assertThatThrownBy(runs::run)
        .isInstanceOf(TooManyBadRowsException.class)
        .hasMessageContaining("3 bad rows of 3");
    assertThat(Tables.jsonRows(runs.output())).hasSize(ROWS);
    assertThat(Tables.jsonRows(runs.quarantine())).hasSize(1);

    runs.badRows(
        new BadRowRequest(
            Optional.of(runs.quarantine().toString()), Optional.empty(), CorruptFiles.FAIL));
    runs.run();

    assertThat(Tables.jsonRows(runs.output())).hasSize(ROWS);
    assertThat(Tables.jsonRows(runs.quarantine())).hasSize(4);
    assertThat(summary("quarantined")).isEqualTo(4);
    assertThat(summary("rows")).isEqualTo(ROWS + 4);
  }

  @Test
  void run_deltaTable_scoresNewVersionsOnce() {
    Path table = runs.input().resolve("delta");
    delta(table, 0, 5);
    ScoreRun scoring = new ScoreRun(table.toString(), runs.output());
    runs.run(scoring);
    delta(table, 5, 9);
    runs.run(scoring);
    runs.run(scoring);

    assertThat(runs.ids()).isEqualTo(upTo(9));
  }

  private void delta(Path table, long from, long to) {
    Dataset<Row> rows =
        spark.range(from, to).selectExpr("id", "concat('apple number ', id) as text");
    rows.write().format("delta").mode(SaveMode.Append).save(table.toString());
  }

  /** Rows with ids that no rows had before. */
  private synchronized String lines(int rows) {
    StringBuilder lines = new StringBuilder();
    for (TinyBundle.Sample sample : TinyBundle.samples(rows, nextId)) {
      lines.append("{\"id\":%d,\"text\":\"%s\"}%n".formatted(nextId, sample.text()));
      nextId++;
    }
    return lines.toString();
  }

  private synchronized void deliverQuietly(String name) {
    try {
      runs.deliver(name, lines(ROWS));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(150);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long batches() throws IOException {
    try (var files = Files.list(runs.output().resolve("_offramp/batches"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("batch-")).count();
    }
  }

  private long summary(String key) {
    return Tables.json(runs.output().resolve("_summary.json")).get(key).asLong();
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().toList();
  }
}
