// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged, or that disagree about columns. */
@ExtendWith(SparkExtension.class)
final class DamagedFilesTest {
  private final SparkSession spark;
  private final Path folder;

  DamagedFilesTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private InputTable open(CorruptFiles corrupt) {
    return TableReader.open(spark, folder.toString(), Optional.empty(), corrupt);
  }

  private void gzip(String name, String text, int cut) throws IOException {
    byte[] packed = Tables.gzipped(text);
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Arrays.copyOf(packed, packed.length - cut));
  }

  private void parquet(String name, String... columns) {
    String place = folder.resolve("_" + name).toString();
    spark.range(100).selectExpr(columns).coalesce(1).write().parquet(place);
    try {
      Files.copy(Tables.parts(Path.of(place)).get(0), folder.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void cut(String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  @Test
  void open_skippingDamagedPackedFiles_readsTheOthersWholeAndListsThem() throws IOException {
    String text = "{\"text\":\"apple\"}\n".repeat(3000);
    gzip("day=1/a.jsonl.gz", text, 0);
    gzip("day=2/b[1].jsonl.gz", text, 0);
    gzip("day=2/c.jsonl.gz", text, 9);
    Files.writeString(folder.resolve("day=2/d.jsonl.gz"), text);
    InputTable table = open(CorruptFiles.SKIP);
    assertThat(table.rows().count()).isEqualTo(6000);
    assertThat(table.rows().groupBy("day").count().orderBy("day").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1,3000]", "[2,3000]");
    assertThat(table.partitionColumns()).containsExactly("day");
    assertThat(table.skipped())
        .extracting(file -> Path.of(file.file()).getFileName() + ": " + file.problem())
        .containsExactly(
            "c.jsonl.gz: it is truncated or corrupt",
            "d.jsonl.gz: it is no gzip file, whatever its name says");
  }

  @Test
  void open_onlyDamagedFiles_isRefusedNamingThem() throws IOException {
    gzip("a.csv.gz", "id,text\n1,a\n", 5);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> open(CorruptFiles.SKIP))
        .withMessageMatching(
            "Cannot use .*: all its 1 files are damaged: .*a.csv.gz \\(it is truncated or corrupt\\); write them again");
  }

  @Test
  void open_damagedParquetFiles_areAllNamedOrSkipped() throws IOException {
    for (String name : List.of("a.parquet", "b.parquet", "c.parquet")) {
      parquet(name, "id", "'apple' as text");
    }
    cut("a.parquet");
    Files.write(folder.resolve("c.parquet"), new byte[0]);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> open(CorruptFiles.FAIL))
        .withMessageContaining("2 of its 3 files cannot be read")
        .withMessageContaining("a.parquet (it is no Parquet file, or only part of one)")
        .withMessageContaining("c.parquet (it is no Parquet file, or only part of one)");
    InputTable table = open(CorruptFiles.SKIP);
    assertThat(table.rows().count()).isEqualTo(100);
    assertThat(table.skipped()).hasSize(2);
  }

  @Test
  void open_damagedOrcFile_isSkipped() throws IOException {
    String place = folder.resolve("_orc").toString();
    spark.range(100).coalesce(1).write().orc(place);
    Path part = Tables.parts(Path.of(place)).get(0);
    Files.copy(part, folder.resolve("a.orc"));
    Files.copy(part, folder.resolve("b.orc"));
    cut("b.orc");
    InputTable table = open(CorruptFiles.SKIP);
    assertThat(table.rows().count()).isEqualTo(100);
    assertThat(table.skipped())
        .extracting(DamagedFile::problem)
        .containsExactly("it is no ORC file, or only part of one");
  }

  @Test
  void open_parquetFilesOfDifferentTypes_areRefusedNamingFileAndColumn() {
    parquet("a.parquet", "id", "'apple' as text");
    parquet("b.parquet", "id", "id as text");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> open(CorruptFiles.FAIL))
        .withMessageContaining("column 'text' is bigint in ")
        .withMessageContaining("b.parquet, in ")
        .withMessageContaining("a.parquet it is string (must be of one type; ");
  }

  @Test
  void open_parquetFilesOfWhichSomeLackAColumn_keepsAllColumns() {
    parquet("a.parquet", "id", "'apple' as text");
    parquet("b.parquet", "id", "'pear' as text", "'x' as label");
    Row counts = open(CorruptFiles.FAIL).rows().selectExpr("count(text)", "count(label)").first();
    assertThat(counts.getLong(0)).isEqualTo(200);
    assertThat(counts.getLong(1)).isEqualTo(100);
  }

  @Test
  void open_jsonFilesOfDifferentKinds_areReadAsTextWithANoteThatNamesThem() throws IOException {
    Tables.lines(folder.resolve("a.jsonl"), "oops", "{\"id\":1,\"text\":\"apple\",\"more\":null}");
    gzip("b.jsonl.gz", "{\"id\":2,\"text\":7,\"more\":[1]}\n", 0);
    InputTable table = open(CorruptFiles.FAIL);
    assertThat(table.notes())
        .singleElement()
        .asString()
        .startsWith("column 'text' has number values in ")
        .contains("b.jsonl.gz, in ")
        .endsWith("a.jsonl text ones; all are read as text");
    assertThat(table.rows().select("text").filter("text = '7'").count()).isEqualTo(1);
  }

  @Test
  void naming_failureForDamagedFiles_namesAllOfThem() throws IOException {
    gzip("a.jsonl.gz", "{\"text\":\"a\"}\n", 5);
    gzip("b.jsonl.gz", "{\"text\":\"a\"}\n", 0);
    gzip("c.jsonl.gz", "{\"text\":\"a\"}\n", 6);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(
            () ->
                ReadFailures.naming(
                    spark, folder.toString(), Optional.empty(), () -> open(CorruptFiles.FAIL)))
        .withMessageContaining("2 of its 3 files cannot be read")
        .withMessageContaining("a.jsonl.gz (it is truncated or corrupt)")
        .withMessageContaining("c.jsonl.gz (it is truncated or corrupt)")
        .withRootCauseInstanceOf(java.io.EOFException.class);
  }

  @Test
  void naming_otherFailures_areLeftAlone() {
    IllegalStateException other = new IllegalStateException("no");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                ReadFailures.naming(
                    spark,
                    folder.toString(),
                    Optional.empty(),
                    () -> {
                      throw other;
                    }))
        .isSameAs(other);
  }
}
