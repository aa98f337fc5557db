// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offramp.spark.fixture.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the checkpoints that Spark itself writes. */
@ExtendWith(SparkExtension.class)
final class SourceFilesTest {
  private static final int PAST_A_COMPACTION = 12;

  private final SparkSession spark;
  private final Path folder;

  SourceFilesTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  @Test
  void of_everyBatch_namesTheFilesThatWereNew() throws Exception {
    Files.createDirectories(folder.resolve("in"));
    List<List<String>> expected = new ArrayList<>();
    List<List<String>> seen = new ArrayList<>();
    for (int run = 0; run < PAST_A_COMPACTION; run++) {
      List<String> names = List.of("a b%20" + run + ".jsonl", "ü=" + run + ".gz");
      for (String name : names) {
        Files.writeString(folder.resolve("in").resolve(name), "x");
      }
      expected.add(names);
      seen.addAll(batches(1000));
    }

    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void of_batchesOfOneRun_shareTheFilesOut() throws Exception {
    Files.createDirectories(folder.resolve("in"));
    for (int i = 0; i < 5; i++) {
      Files.writeString(folder.resolve("in/" + i), "x");
    }

    List<List<String>> seen = batches(2);

    assertThat(seen).hasSize(3);
    assertThat(seen.stream().flatMap(List::stream))
        .containsExactlyInAnyOrder("0", "1", "2", "3", "4");
  }

  @Test
  void of_fileThatVanished_namesIt() throws Exception {
    Files.createDirectories(folder.resolve("in"));
    Files.writeString(folder.resolve("in/a"), "x");
    List<List<String>> seen = new ArrayList<>();

    stream(
        1000,
        (rows, batch) -> {
          Files.delete(folder.resolve("in/a"));
          seen.add(names(batch));
        });

    assertThat(seen).containsExactly(List.of("a"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void of_killedAfterFilesWereFoundAndBeforeTheirBatch_namesThemInTheNext(boolean more)
      throws Exception {
    Files.createDirectories(folder.resolve("in"));
    Files.writeString(folder.resolve("in/a"), "x");
    batches(1000);
    Files.writeString(folder.resolve("in/b"), "x");
    batches(1000);
    for (String late : List.of("offsets/1", "offsets/.1.crc", "commits/1", "commits/.1.crc")) {
      Files.delete(folder.resolve("check").resolve(late));
    }
    if (more) {
      Files.writeString(folder.resolve("in/c"), "x");
    }

    List<List<String>> seen = batches(1000);

    assertThat(seen).containsExactly(more ? List.of("b", "c") : List.of("b"));
  }

  @Test
  void of_batchThatNeverWas_isRefused() throws Exception {
    SourceFiles files = new SourceFiles(folder.resolve("none").toString(), new Configuration());

    assertThatThrownBy(() -> files.of(0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("offsets/0 is not there")
        .hasMessageContaining("--checkpoint");
  }

  private List<List<String>> batches(int filesPerBatch) throws Exception {
    List<List<String>> seen = new ArrayList<>();
    stream(filesPerBatch, (rows, batch) -> seen.add(names(batch)));
    return seen;
  }

  private interface EachBatch {
    void see(Dataset<Row> rows, long batch) throws IOException;
  }

  private void stream(int filesPerBatch, EachBatch each) throws Exception {
    spark
        .readStream()
        .format("binaryFile")
        .schema("path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY")
        .option("maxFilesPerTrigger", filesPerBatch)
        .load(folder.resolve("in").toString())
        .writeStream()
        .option("checkpointLocation", folder.resolve("check").toString())
        .trigger(Trigger.AvailableNow())
        .foreachBatch((Dataset<Row> rows, Long batch) -> each.see(rows, batch))
        .start()
        .awaitTermination();
  }

  private List<String> names(long batch) throws IOException {
    SourceFiles files = new SourceFiles(folder.resolve("check").toString(), new Configuration());
    return files.of(batch).stream().map(path -> path.getName()).toList();
  }
}
