// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outputs that are new, replaced or added to, and what is there after a failure. */
@ExtendWith(SparkExtension.class)
final class ScoreModesTest {
  private static final int ROWS = 60;

  private final SparkSession spark;
  private final Path folder;
  private final Path output;

  ScoreModesTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.output = folder.resolve("out");
  }

  private String input(String name, int rows) {
    return Tables.text(folder.resolve(name), Tables.jsonl(TinyBundle.samples(rows, 3)));
  }

  private List<String> leftBehind() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("_"))
          .toList();
    }
  }

  private ScoreRun overwriting(String input) {
    return new ScoreRun(input, output).mode(TableWriter.Mode.OVERWRITE);
  }

  private ScoreRun appending(String input) {
    return new ScoreRun(input, output).mode(TableWriter.Mode.APPEND);
  }

  @Test
  void run_overwrite_leavesOnlyTheNewTable() throws IOException {
    new ScoreRun(input("a.jsonl", ROWS), output).on(spark);
    overwriting(input("b.jsonl", 7)).on(spark);
    assertThat(Tables.jsonRows(output)).hasSize(7);
    assertThat(Tables.json(output.resolve("_summary.json")).get("rows").asInt()).isEqualTo(7);
    assertThat(output.resolve("_SUCCESS")).exists();
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void run_overwriteThatFailsWhileScoring_keepsTheOldTable() throws IOException {
    new ScoreRun(input("a.jsonl", ROWS), output).on(spark);
    Path packed = folder.resolve("b.csv.gz");
    StringBuilder text = new StringBuilder("id,text\n");
    for (int id = 0; id < 30_000; id++) {
      text.append(id).append(",apple pear ").append(id * 7919L % 10_007).append('\n');
    }
    byte[] whole = Tables.gzipped(text.toString());
    Files.write(packed, java.util.Arrays.copyOf(whole, whole.length - 20));
    assertThatException().isThrownBy(() -> overwriting(packed.toString()).on(spark));
    assertThat(Tables.jsonRows(output)).hasSize(ROWS);
    assertThat(Tables.json(output.resolve("_summary.json")).get("rows").asInt()).isEqualTo(ROWS);
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void run_overwriteThroughALink_replacesWhatItLeadsTo() throws IOException {
    Path real = Files.createDirectories(folder.resolve("disk/real"));
    Files.createSymbolicLink(output, real);
    overwriting(input("a.jsonl", 5)).on(spark);
    assertThat(output).isSymbolicLink();
    assertThat(Tables.parts(real)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"JSONL", "CSV", "PARQUET", "ORC"})
  void run_append_addsRowsBehindTheOldOnes(TableFormat format) throws IOException {
    String input = input("a.jsonl", ROWS);
    appending(input).outputFormat(format).partitions(3).on(spark);
    appending(input).outputFormat(format).partitions(2).on(spark);
    List<Row> rows = Tables.rows(spark, output, format);
    assertThat(rows)
        .extracting(row -> Integer.parseInt(row.<Object>getAs("id").toString()))
        .isEqualTo(IntStream.range(0, 2 * ROWS).mapToObj(i -> i % ROWS).toList());
    assertThat(Tables.json(output.resolve("_summary.json")).get("rows").asInt()).isEqualTo(ROWS);
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void run_appendOfOtherColumns_isRefusedNamingThem() {
    new ScoreRun(input("a.jsonl", 5), output).outputFormat(TableFormat.PARQUET).on(spark);
    String other =
        Tables.lines(folder.resolve("b.jsonl"), "{\"id\":\"x\",\"text\":\"apple\",\"more\":1}");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> appending(other).outputFormat(TableFormat.PARQUET).on(spark))
        .withMessage(
            "Cannot append to %s: columns differ: 'id' is bigint there, string in the new rows, the new rows lack 'label', the table lacks 'more' (must be the same; name another --output, or say --mode overwrite)"
                .formatted(output));
    assertThat(Tables.rows(spark, output, TableFormat.PARQUET)).hasSize(5);
  }

  @Test
  void run_appendOfAnotherFormat_isRefused() {
    new ScoreRun(input("a.jsonl", 5), output).outputFormat(TableFormat.PARQUET).on(spark);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> appending(input("b.jsonl", 5)).on(spark))
        .withMessage(
            "Cannot append to %s: it is a table of parquet (say --output-format parquet, or name another --output)"
                .formatted(output));
  }

  @Test
  void run_fewRowsAFile_writesSeveralInOrder() {
    new ScoreRun(input("a.jsonl", ROWS), output)
        .partitions(2)
        .layout(new LayoutRequest(java.util.Optional.empty(), 7, java.util.Optional.empty()))
        .on(spark);
    assertThat(Tables.parts(output))
        .hasSizeGreaterThan(ROWS / 7)
        .allSatisfy(part -> assertThat(Tables.read(part).lines()).hasSizeLessThanOrEqualTo(7));
    assertThat(Tables.texts(Tables.jsonRows(output), "id"))
        .isEqualTo(IntStream.range(0, ROWS).mapToObj(String::valueOf).toList());
  }
}
