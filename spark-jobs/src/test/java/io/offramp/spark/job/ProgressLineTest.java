// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The lines that jobs show while they run: at least one as each of their tasks ends. */
@ExtendWith(SparkExtension.class)
final class ProgressLineTest {
  private final SparkSession spark;
  private final Path folder;
  private final Bundle bundle = TinyBundle.get();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  ProgressLineTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String input(String name, int rows) {
    return Tables.text(folder.resolve(name), Tables.jsonl(TinyBundle.samples(rows, 4)));
  }

  @Test
  void score_rowsSpreadOverTasks_tellsCostAndTimeLeft() {
    new ScoreRun(input("in.jsonl", 600), folder.resolve("out"))
        .policy(TinyBundle.policy(bundle, 0.92, 0.8))
        .partitions(4)
        .on(spark, lines::add);
    assertThat(lines)
        .allMatch(
            line ->
                line.matches("scoring: [\\d,]+ rows?, [\\d,]+ rows/s, mean cost [01]\\.\\d{3}, .*"))
        .anyMatch(line -> line.matches(".*, about \\S+s left"));
  }

  @Test
  void score_filesReadInPlace_tellsTimeLeftByTheirBytes() {
    for (int file = 0; file < 4; file++) {
      input("in/part-" + file + ".jsonl", 150);
    }
    String splits = "spark.sql.files.maxPartitionBytes";
    spark.conf().set(splits, "4194304"); // a task a file: two wait when the first ends
    try {
      new ScoreRun(folder.resolve("in").toString(), folder.resolve("out"))
          .partitions(1)
          .on(spark, lines::add);
    } finally {
      spark.conf().unset(splits);
    }
    assertThat(lines)
        .allMatch(line -> line.contains(", mean cost 1.000, "))
        .anyMatch(line -> line.matches(".*, about \\S+s left"));
  }

  @Test
  void trace_rows_tellsNoCost() {
    TraceJob.run(
        spark, Requests.trace(bundle, input("in.jsonl", 600), folder.resolve("out")), lines::add);
    assertThat(lines)
        .isNotEmpty()
        .allMatch(line -> line.matches("tracing: [\\d,]+ rows?, [\\d,]+ rows/s, \\d+s.*"));
  }

  @Test
  void inputSize_files_areSummed() throws Exception {
    String first = input("with space/a.jsonl", 10);
    String second = input("with space/b.jsonl", 20);
    input("with space/_hidden.jsonl", 20);
    long bytes = Files.size(Path.of(first)) + Files.size(Path.of(second));
    assertThat(InputSize.of(spark.read().json(folder.resolve("with space").toString())))
        .hasValue(bytes);
  }

  @Test
  void inputSize_noFiles_isUnknown() {
    assertThat(InputSize.of(spark.range(5))).isEmpty();
  }
}
