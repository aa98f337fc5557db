// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.table.CorruptFiles;
import io.offramp.spark.table.LakeBatches;
import io.offramp.spark.table.OutputTable;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches that go into tables of Delta and Iceberg, by the real libraries: each once. */
@ExtendWith(SparkExtension.class)
final class IncrementalLakeTest {
  private static final String ROWS = "{\"id\":%d,\"text\":\"apple\"}\n{\"id\":%d,\"text\":\"\"}\n";

  private final SparkSession spark;
  private final Path folder;
  private final IncrementalRun runs;
  private final String catalog;

  IncrementalLakeTest(SparkSession spark, @TempDir Path folder) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.runs = new IncrementalRun(spark, folder);
    // A session keeps a catalog, with its folder, under its name.
    this.catalog = "ice" + Integer.toHexString(folder.hashCode());
    String key = "spark.sql.catalog." + catalog;
    spark.conf().set(key, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(key + ".type", "hadoop");
    spark.conf().set(key + ".warehouse", folder.resolve("ice").toString());
    spark.conf().set(key + ".cache-enabled", "false");
  }

  @ParameterizedTest
  @EnumSource(
      value = TableFormat.class,
      names = {"DELTA", "ICEBERG"})
  void run_threeTimes_addsEachFileOnceAndBadRowsAside(TableFormat format) throws Exception {
    runs.badRows(
        new BadRowRequest(
            Optional.of(runs.quarantine().toString()), Optional.empty(), CorruptFiles.FAIL));
    runs.deliver("lang=en/a.jsonl", ROWS.formatted(0, 1));
    runs.run(scoring(format));
    runs.deliver("lang=de/b.jsonl", ROWS.formatted(2, 3));
    IncrementalReport second = runs.run(scoring(format));
    IncrementalReport third = runs.run(scoring(format));

    assertThat(second.allRows()).isEqualTo(4);
    assertThat(third.rows()).isZero();
    assertThat(ids(format)).containsExactly(0L, 2L);
    assertThat(table(format).columns()).contains("lang", "prediction", "exit");
    assertThat(spark.read().parquet(runs.quarantine().toString()).count()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = TableFormat.class,
      names = {"DELTA", "ICEBERG"})
  void add_theSameBatchAgain_changesNothing(TableFormat format) throws Exception {
    LakeBatches batches = LakeBatches.of(spark, outputTable(format, List.of("part")), "stream");
    assertThat(batches.exists()).isFalse();

    batches.add(0, staged(0, 3));
    batches.add(0, staged(0, 3));
    batches.add(1, staged(3, 5));
    batches.add(1, staged(3, 5));
    LakeBatches.of(spark, outputTable(format, List.of("part")), "another").add(1, staged(5, 6));

    assertThat(batches.exists()).isTrue();
    assertThat(ids(format)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(partitions(format)).containsExactly("part");
  }

  private List<String> partitions(TableFormat format) throws Exception {
    if (format == TableFormat.ICEBERG) {
      StructType parts =
          (StructType) spark.table(name() + ".partitions").schema().apply("partition").dataType();
      return List.of(parts.fieldNames());
    }
    return spark
        .sql("DESCRIBE DETAIL delta.`%s`".formatted(runs.output()))
        .select("partitionColumns")
        .first()
        .getList(0);
  }

  @Test
  void add_toADeltaTableByName_addsEachBatchOnce() {
    String table = "offramp" + Integer.toHexString(folder.hashCode());
    String own = folder.resolve("named").toUri().toString();
    spark.sql(
        "CREATE TABLE default.%s (id BIGINT, part BIGINT) USING delta LOCATION '%s'"
            .formatted(table, own));
    try {
      OutputTable output =
          new OutputTable(
              "table:default." + table, TableFormat.DELTA, TableWriter.Mode.ERROR, List.of(), 10);
      LakeBatches batches = LakeBatches.of(spark, output, "stream");
      batches.prepare(spark.table("default." + table).schema());
      batches.add(0, staged(0, 3));
      batches.add(0, staged(0, 3));
      batches.add(1, staged(3, 5));

      assertThat(spark.table("default." + table).count()).isEqualTo(5);
    } finally {
      spark.sql("DROP TABLE default." + table);
    }
  }

  @Test
  void run_withAnotherTableOfACatalog_isRefused() throws Exception {
    runs.deliver("a.jsonl", ROWS.formatted(0, 1));
    runs.run(scoring(TableFormat.ICEBERG));
    runs.deliver("b.jsonl", ROWS.formatted(2, 3));
    String other = catalog + ".db.other";
    spark.sql("CREATE TABLE " + other + " AS SELECT * FROM " + name());
    ScoreRun elsewhere =
        new ScoreRun(runs.input().toString(), "table:" + other).outputFormat(TableFormat.ICEBERG);

    assertThatThrownBy(() -> runs.run(elsewhere))
        .hasMessageContaining("Cannot go on with table:" + other)
        .hasMessageContaining("its rows so far are of output table:" + name());
    assertThat(spark.table(other).count()).isEqualTo(2);
  }

  @Test
  void run_columnThatDeltaRefuses_isRefusedBeforeTheBatchCounts() throws Exception {
    runs.deliver("a.jsonl", "{\"id\":0,\"text\":\"apple\",\"user id\":7}\n");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> runs.run(scoring(TableFormat.DELTA)))
          .hasMessageContaining("Cannot add batches to " + runs.output())
          .hasMessageContaining("user id");
    }
    assertThat(runs.output().resolve("_offramp/batches")).doesNotExist();
  }

  @Test
  void run_tableThatWasAltered_isRefusedUntilItTakesTheRows() throws Exception {
    runs.deliver("a.jsonl", ROWS.formatted(0, 1));
    runs.run(scoring(TableFormat.ICEBERG));
    runs.deliver("b.jsonl", ROWS.formatted(2, 3));
    spark.sql("ALTER TABLE " + name() + " RENAME COLUMN exit TO left_at");

    assertThatThrownBy(() -> runs.run(scoring(TableFormat.ICEBERG)))
        .hasMessageContaining("Cannot add batches to table:" + name());
    assertThat(runs.checkpoint().resolve("_offramp/batches/batch-00000001.json")).doesNotExist();

    spark.sql("ALTER TABLE " + name() + " RENAME COLUMN left_at TO exit");
    runs.run(scoring(TableFormat.ICEBERG));
    assertThat(ids(TableFormat.ICEBERG)).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void run_killedBeforeItsTableHadTheBatch_addsItNextTime() throws Exception {
    runs.deliver("a.jsonl", ROWS.formatted(0, 1));
    runs.run(scoring(TableFormat.DELTA));
    runs.deliver("b.jsonl", ROWS.formatted(2, 3));
    String table = "ALTER TABLE delta.`%s` ".formatted(runs.output());
    spark.sql(table + "ADD CONSTRAINT old CHECK (id < 2)"); // fails after the batch counts
    assertThatThrownBy(() -> runs.run(scoring(TableFormat.DELTA))).isNotNull();
    assertThat(runs.output().resolve("_offramp/batches/batch-00000001.json")).exists();
    spark.sql(table + "DROP CONSTRAINT old");

    runs.run(scoring(TableFormat.DELTA));
    runs.run(scoring(TableFormat.DELTA));

    assertThat(ids(TableFormat.DELTA)).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void run_tableThatIsGone_isRefused() throws Exception {
    runs.deliver("a.jsonl", ROWS.formatted(0, 1));
    runs.run(scoring(TableFormat.ICEBERG));
    spark.sql("DROP TABLE " + name());
    runs.deliver("b.jsonl", ROWS.formatted(2, 3));

    assertThatThrownBy(() -> runs.run(scoring(TableFormat.ICEBERG)))
        .hasMessageContaining("Cannot add to table:" + name() + ": the table")
        .hasMessageContaining("is gone");
  }

  @Test
  void run_tablesOfOthers_areRefused() throws Exception {
    runs.deliver("a.jsonl", ROWS.formatted(0, 1));
    spark.sql("CREATE NAMESPACE IF NOT EXISTS " + catalog + ".db");
    spark.sql("CREATE TABLE " + name() + " (id BIGINT) USING iceberg");

    assertThatThrownBy(() -> runs.run(scoring(TableFormat.ICEBERG)))
        .hasMessageContaining("it exists");
    assertThatThrownBy(
            () ->
                runs.run(
                    new ScoreRun(runs.input().toString(), "table:plain")
                        .outputFormat(TableFormat.PARQUET)))
        .hasMessageContaining("Cannot add batches to table:plain as parquet");
    assertThatThrownBy(() -> runs.run(runs.scoring().outputFormat(TableFormat.ICEBERG)))
        .hasMessageContaining("through a catalog");
  }

  private String name() {
    return catalog + ".db.scored";
  }

  private ScoreRun scoring(TableFormat format) {
    return new ScoreRun(runs.input().toString(), outputTable(format, List.of()).location())
        .outputFormat(format)
        .badRows(runs.scoring().request().badRows());
  }

  private OutputTable outputTable(TableFormat format, List<String> partitions) {
    String location = format == TableFormat.DELTA ? runs.output().toString() : "table:" + name();
    return new OutputTable(location, format, TableWriter.Mode.ERROR, partitions, 1_000_000);
  }

  private Dataset<Row> table(TableFormat format) {
    return format == TableFormat.DELTA
        ? spark.read().format("delta").load(runs.output().toString())
        : spark.table(name());
  }

  private List<Long> ids(TableFormat format) {
    return table(format).select("id").collectAsList().stream()
        .map(row -> row.getLong(0))
        .sorted()
        .toList();
  }

  private String staged(long from, long to) {
    String place = folder.resolve("staged-%d-%d".formatted(from, to)).toString();
    spark
        .range(from, to)
        .selectExpr("id", "id % 2 as part")
        .write()
        .mode("overwrite")
        .parquet(place);
    return place;
  }
}
