// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same traces in, the same trace out, however Spark deals them out to tasks. */
@ExtendWith(SparkExtension.class)
final class TraceOrderTest {
  private static final String SPLIT = "spark.sql.files.maxPartitionBytes";
  private static final String OPEN = "spark.sql.files.openCostInBytes";
  private static final String SHUFFLE = "spark.sql.shuffle.partitions";
  private static final int ROWS = 3000;

  private final SparkSession spark;
  private final Path folder;

  TraceOrderTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder.resolve("a folder%20with, signs");
  }

  private <T> T with(String bytes, String shuffle, Supplier<T> work) {
    spark.conf().set(SPLIT, bytes);
    spark.conf().set(OPEN, "1");
    spark.conf().set(SHUFFLE, shuffle);
    try {
      return work.get();
    } finally {
      spark.conf().unset(SPLIT);
      spark.conf().unset(OPEN);
      spark.conf().set(SHUFFLE, "2");
    }
  }

  private List<String> ids(TraceSource source) {
    return TraceFiles.ids(TraceTable.read(spark, source.withIds()));
  }

  /** Files of very different sizes, so that Spark deals them out in another order. */
  private List<String> wide() {
    List<String> ids = new ArrayList<>();
    int[] ends = {10, 2000, 2100, ROWS};
    for (int file = 0; file < ends.length; file++) {
      StringBuilder lines = new StringBuilder();
      for (int row = ids.size(); row < ends[file]; row++) {
        lines.append(
            "{\"id\":\"s%d\",\"confidence_1\":0.5,\"prediction_1\":%d}\n".formatted(row, row % 7));
        ids.add("s" + row);
      }
      Tables.text(folder.resolve("part-%d.jsonl".formatted(file)), lines.toString());
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(strings = {"700", "9999", "50000", "128m"})
  void read_wideFilesInPiecesOfAnySize_keepTheOrderOfTheFiles(String bytes) {
    List<String> ids = wide();
    TraceSource source = TraceSource.of(folder.toString());
    assertThat(with(bytes, "2", () -> ids(source))).isEqualTo(ids);
  }

  @Test
  void read_parquetOfSeveralFiles_keepsTheirOrder() {
    List<String> ids = wide();
    String parquet = folder.resolveSibling("parquet").toString();
    spark
        .read()
        .json(folder.toString())
        .selectExpr("*", "cast(substr(id, 2) as int) as n")
        .repartitionByRange(5, org.apache.spark.sql.functions.col("n"))
        .sortWithinPartitions("n")
        .write()
        .parquet(parquet);
    TraceSource source = TraceSource.of(parquet);
    assertThat(with("128m", "2", () -> ids(source))).isEqualTo(ids);
    assertThat(with("4k", "2", () -> ids(source))).isEqualTo(ids);
  }

  @Test
  void read_longRowsInAnyPartitioning_areTheSameTrace() {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      lines.add(
          "{\"id\":\"s%d\",\"exit\":%d,\"confidence\":0.5,\"prediction\":%d,\"label\":\"c%d\"}"
              .formatted(row / 3, row % 3, row % 5, row / 3 % 4));
    }
    Collections.shuffle(lines, new Random(5));
    List<String> first =
        lines.stream()
            .map(line -> line.replaceAll(".*\"id\":\"(\\w+)\".*", "$1"))
            .distinct()
            .toList();
    Tables.lines(folder.resolve("b.jsonl"), lines.subList(100, ROWS).toArray(new String[0]));
    Tables.lines(folder.resolve("a.jsonl"), lines.subList(0, 100).toArray(new String[0]));
    TraceSource source = TraceSource.of(folder.toString()).withIds();
    TraceTable one = with("128m", "1", () -> TraceTable.read(spark, source));
    assertThat(TraceFiles.ids(one)).isEqualTo(first);
    TraceTable many = with("3k", "7", () -> TraceTable.read(spark, source));
    assertThat(TraceFiles.ids(many)).isEqualTo(first);
    assertThat(TraceFiles.rows(many)).isEqualTo(TraceFiles.rows(one));
    assertThat(many.classes()).isEqualTo(one.classes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"700", "128m"})
  void read_badRowsInSeveralFiles_nameTheFirstOfTheTable(String bytes) {
    wide();
    String bad = "{\"id\":\"x\",\"confidence_1\":%s,\"prediction_1\":1}\n";
    String good = "{\"id\":\"y\",\"confidence_1\":1,\"prediction_1\":1}\n";
    Tables.text(
        folder.resolve("part-0a.jsonl"), good.repeat(20) + bad.formatted(7) + good.repeat(5));
    Tables.text(folder.resolve("part-9.jsonl"), (bad.formatted(8) + good).repeat(200));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(bytes, "2", () -> ids(TraceSource.of(folder.toString()))))
        .withMessageContaining(
            "row 30 (id 'x'): confidence_1 is 7.0 (must be in [0,1]; give probabilities, not logits); 200 more rows cannot be used");
  }

  @Test
  void read_glob_isTheFilesItMatches() {
    List<String> ids = wide();
    TraceSource source = TraceSource.of(folder + "/part-[12].jsonl");
    assertThat(ids(source)).isEqualTo(ids.subList(10, 2100));
  }
}
