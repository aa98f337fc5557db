// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.table.CorruptFiles;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables of every kind in and out, those of lakes and catalogs by the real libraries. */
@ExtendWith(SparkExtension.class)
final class ScoreSourcesTest {
  private final SparkSession spark;
  private final Path folder;
  private final String output;

  ScoreSourcesTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.output = folder.resolve("out").toString();
    spark.conf().set("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.ice.type", "hadoop");
    spark.conf().set("spark.sql.catalog.ice.warehouse", folder.resolve("ice").toString());
    spark.conf().set("spark.sql.catalog.ice.cache-enabled", "false");
  }

  @AfterEach
  void dropTables() {
    for (String name : List.of("texts", "scored")) {
      spark.sql("DROP TABLE IF EXISTS " + name);
    }
  }

  private Dataset<Row> texts() {
    return spark.sql(
        "SELECT * FROM VALUES (1, 'apple pear', 'en'), (2, '', 'de'), (3, 'iron zinc', 'en') AS t(id, text, lang)");
  }

  private ScoreSummary score(String input, String to, TableFormat format, TableWriter.Mode mode) {
    return new ScoreRun(input, to).outputFormat(format).mode(mode).on(spark);
  }

  private static void assertScored(Dataset<Row> table, int times) {
    List<Row> rows = table.orderBy("id").collectAsList();
    assertThat(rows).hasSize(3 * times);
    assertThat(rows.get(0).<String>getAs("prediction")).isEqualTo("fruit");
    assertThat(rows.get(times).<String>getAs("error")).isEqualTo("text is empty");
    assertThat(rows.get(2 * times).<String>getAs("prediction")).isEqualTo("metal");
  }

  @Test
  void run_linesOfText_areRowsEachInOrder() throws IOException {
    Path packed = folder.resolve("a.txt.gz");
    Files.write(packed, Tables.gzipped("apple pear\n\nsay \"iron\", zinc\r\nrain {snow}"));
    ScoreSummary summary =
        score(packed.toString(), output, TableFormat.PARQUET, TableWriter.Mode.ERROR);
    assertThat(summary.rows()).isEqualTo(4);
    assertThat(Tables.rows(spark, Path.of(output), TableFormat.PARQUET))
        .extracting(row -> row.<String>getAs("text"))
        .containsExactly("apple pear", "", "say \"iron\", zinc", "rain {snow}");
  }

  @Test
  void run_orc_isReadAndWritten() {
    String input = folder.resolve("in.orc").toString();
    texts().write().orc(input);
    score(input, output, TableFormat.ORC, TableWriter.Mode.ERROR);
    assertScored(spark.read().orc(output), 1);
  }

  @Test
  @Tag("smoke")
  void run_deltaByItsFolder_isRecognisedWrittenReplacedAndAddedTo() {
    String input = folder.resolve("in").toString();
    texts().write().format("delta").partitionBy("lang").save(input);
    spark.read().format("delta").load(input).write().format("delta").mode("overwrite").save(input);
    ScoreSummary first = score(input, output, TableFormat.DELTA, TableWriter.Mode.ERROR);
    assertThat(first.rows()).as("files that the log has dropped are no rows").isEqualTo(3);
    assertThat(first.tables().partitionColumns()).containsExactly("lang");
    score(input, output, TableFormat.DELTA, TableWriter.Mode.OVERWRITE);
    assertScored(spark.read().format("delta").load(output), 1);
    assertThat(Path.of(output, "lang=en")).isDirectory();
    score(input, output, TableFormat.DELTA, TableWriter.Mode.APPEND);
    assertScored(spark.read().format("delta").load(output), 2);
    assertThat(Tables.json(Path.of(output, "_summary.json")).get("rows").asInt()).isEqualTo(3);
    assertThat(spark.sql("DESCRIBE HISTORY delta.`%s`".formatted(output)).count()).isEqualTo(3);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> score(input, output, TableFormat.PARQUET, TableWriter.Mode.APPEND))
        .withMessageContaining("it is a table of delta (say --output-format delta");
  }

  @Test
  void run_deltaWithQuarantine_splitsRowsAndKeepsTheTableIfTooManyAreBad() {
    String input = folder.resolve("in").toString();
    texts().write().format("delta").save(input);
    Path apart = folder.resolve("apart");
    ScoreRun run = new ScoreRun(input, output).outputFormat(TableFormat.DELTA);
    run.badRows(
            new BadRowRequest(Optional.of(apart.toString()), Optional.empty(), CorruptFiles.FAIL))
        .on(spark);
    assertThat(spark.read().format("delta").load(output).count()).isEqualTo(2);
    assertThat(Tables.rows(spark, apart, TableFormat.PARQUET))
        .extracting(row -> row.<String>getAs("error"))
        .containsExactly("text is empty");
    BadRowRequest none =
        new BadRowRequest(Optional.empty(), Optional.of(new BadRowLimit("0")), CorruptFiles.FAIL);
    assertThatExceptionOfType(TooManyBadRowsException.class)
        .isThrownBy(() -> run.badRows(none).mode(TableWriter.Mode.OVERWRITE).on(spark))
        .withMessageContaining("1 x text is empty (row 2, say)");
    assertThat(spark.read().format("delta").load(output).count()).isEqualTo(2);
  }

  @Test
  void run_deltaAppendOfOtherColumns_isRefused() {
    String input = folder.resolve("in").toString();
    texts().write().format("delta").save(input);
    texts().write().format("delta").save(output);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> score(input, output, TableFormat.DELTA, TableWriter.Mode.APPEND))
        .withMessageContaining("columns differ: the table lacks 'prediction'");
  }

  @Test
  @Tag("smoke")
  void run_icebergOfACatalog_isReadWrittenReplacedAndAddedTo() throws Exception {
    texts().writeTo("ice.db.texts").create();
    String to = "table:ice.db.scored";
    Path about = folder.resolve("about.json");
    LayoutRequest layout =
        new LayoutRequest(Optional.of(List.of("lang")), 0, Optional.of(about.toString()));
    ScoreRun run =
        new ScoreRun("table:ice.db.texts", to).outputFormat(TableFormat.ICEBERG).layout(layout);
    run.on(spark);
    assertThat(Tables.json(about).get("rows").asInt()).isEqualTo(3);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> run.on(spark))
        .withMessageStartingWith("Cannot write table:ice.db.scored: it exists");
    run.mode(TableWriter.Mode.OVERWRITE).on(spark);
    assertScored(spark.table("ice.db.scored"), 1);
    run.mode(TableWriter.Mode.APPEND).on(spark);
    assertScored(spark.table("ice.db.scored"), 2);
    assertThat(spark.sql("SELECT DISTINCT partition FROM ice.db.scored.files").count())
        .isEqualTo(2);
  }

  @Test
  void run_icebergByItsFolder_isReadButWrittenThroughACatalogOnly() throws Exception {
    texts().writeTo("ice.db.texts").create();
    spark.sql("DELETE FROM ice.db.texts WHERE id = 2");
    String input = folder.resolve("ice/db/texts").toString();
    score(input, output, TableFormat.PARQUET, TableWriter.Mode.ERROR);
    assertThat(spark.read().parquet(output).count()).isEqualTo(2);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> score(input, output, TableFormat.ICEBERG, TableWriter.Mode.OVERWRITE))
        .withMessage(
            "Cannot write %s: tables of Iceberg are written through a catalog (say --output table:CATALOG.DATABASE.NAME)"
                .formatted(output));
  }

  @Test
  void read_deltaByARelativePath_isTheTable() {
    String input = folder.resolve("in").toString();
    texts().write().format("delta").save(input);
    String relative = Path.of("").toAbsolutePath().relativize(Path.of(input)).toString();
    assertThat(TableReader.read(spark, relative, Optional.empty()).count()).isEqualTo(3);
  }

  @Test
  void run_deltaThatIsNone_isRefused() {
    texts().write().parquet(folder.resolve("in").toString());
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(
            () ->
                TableReader.read(
                    spark, folder.resolve("in").toString(), Optional.of(TableFormat.DELTA)))
        .withMessageContaining("it is no table of Delta (leave --input-format away");
  }

  @Test
  void run_sparksOwnTables_areReadWrittenReplacedAndAddedTo() {
    texts().write().partitionBy("lang").saveAsTable("texts");
    ScoreSummary summary =
        score("table:texts", "table:scored", TableFormat.PARQUET, TableWriter.Mode.ERROR);
    assertThat(summary.tables().partitionColumns()).containsExactly("lang");
    assertScored(spark.table("scored"), 1);
    score("table:texts", "table:scored", TableFormat.PARQUET, TableWriter.Mode.APPEND);
    assertScored(spark.table("scored"), 2);
    score("table:texts", "table:scored", TableFormat.PARQUET, TableWriter.Mode.OVERWRITE);
    assertScored(spark.table("scored"), 1);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(
            () -> score("table:texts", "table:texts", TableFormat.PARQUET, TableWriter.Mode.APPEND))
        .withMessageContaining("it holds the input table:texts");
  }

  @Test
  void run_tableThatIsNotThere_isRefused() {
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(
            () -> score("table:nothing", output, TableFormat.PARQUET, TableWriter.Mode.ERROR))
        .withMessageStartingWith("Cannot read table nothing: the catalog has none of that name");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> score("table: ", output, TableFormat.PARQUET, TableWriter.Mode.ERROR))
        .withMessageStartingWith("Cannot use 'table: ': it names no table");
  }
}
