// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.table.CorruptFiles;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows with an error that are set apart, and runs that have too many of them. */
@ExtendWith(SparkExtension.class)
final class QuarantineTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path output;
  private final Path apart;

  QuarantineTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.output = folder.resolve("out");
    this.apart = folder.resolve("apart");
  }

  private String input(String... lines) {
    return Tables.lines(folder.resolve("in.jsonl"), lines);
  }

  private BadRowRequest request(String... limit) {
    return new BadRowRequest(
        Optional.of(apart.toString()),
        List.of(limit).stream().findFirst().map(BadRowLimit::new),
        CorruptFiles.FAIL);
  }

  @ParameterizedTest
  @EnumSource(names = {"JSONL", "CSV", "PARQUET", "ORC"})
  void run_quarantine_everyRowIsInOneOfBothInOrder(TableFormat format) {
    SplittableRandom random = new SplittableRandom(5);
    List<String> lines = new ArrayList<>();
    List<Integer> good = new ArrayList<>();
    List<Integer> bad = new ArrayList<>();
    for (int id = 0; id < 400; id++) {
      boolean isBad = random.nextInt(4) == 0;
      (isBad ? bad : good).add(id);
      String text = isBad ? (random.nextBoolean() ? "null" : "\" \"") : "\"apple snow\"";
      lines.add("{\"id\":%d,\"text\":%s}".formatted(id, text));
    }
    ScoreSummary summary =
        new ScoreRun(input(lines.toArray(new String[0])), output)
            .outputFormat(format)
            .partitions(3)
            .badRows(request())
            .on(spark);
    assertThat(ids(Tables.rows(spark, output, format))).isEqualTo(good);
    assertThat(ids(Tables.rows(spark, apart, format))).isEqualTo(bad);
    assertThat(Tables.rows(spark, apart, format))
        .extracting(row -> row.<String>getAs("error"))
        .containsOnly("text is null", "text is empty");
    assertThat(summary.rows()).isEqualTo(400);
    assertThat(summary.written()).isEqualTo(good.size());
    assertThat(summary.quarantined()).isEqualTo(bad.size());
    assertThat(summary.tables().badRowReasons())
        .extracting(BadRowReason::reason)
        .containsExactlyInAnyOrder("text is null", "text is empty");
    assertThat(summary.tables().badRowReasons().stream().mapToLong(BadRowReason::rows).sum())
        .isEqualTo(bad.size());
  }

  private static List<Integer> ids(List<Row> rows) {
    return rows.stream().map(row -> Integer.parseInt(row.<Object>getAs("id").toString())).toList();
  }

  @Test
  void run_quarantine_hasTheSameColumnsAndMalformedLines() {
    new ScoreRun(
            input("{\"id\":1,\"text\":\"apple\"}", "oops: x", "{\"id\":3,\"text\":\"\"}"), output)
        .badRows(request())
        .on(spark);
    List<JsonNode> bad = Tables.jsonRows(apart);
    assertThat(Tables.texts(bad, "error"))
        .containsExactly("malformed line: oops: x", "text is empty");
    List<String> columns = new ArrayList<>();
    bad.get(0).fieldNames().forEachRemaining(columns::add);
    List<String> expected = new ArrayList<>();
    Tables.jsonRows(output).get(0).fieldNames().forEachRemaining(expected::add);
    assertThat(columns).isEqualTo(expected).doesNotContain("_offramp_apart");
  }

  @Test
  void run_noBadRow_makesNoQuarantineAndRemovesAnOldOne() {
    String good = input("{\"id\":1,\"text\":\"apple\"}");
    new ScoreRun(good, output).badRows(request()).on(spark);
    assertThat(apart).doesNotExist();
    Tables.text(apart.resolve("part-00000.json"), "{}");
    new ScoreRun(good, output).badRows(request()).mode(TableWriter.Mode.OVERWRITE).on(spark);
    assertThat(apart).doesNotExist();
    assertThat(Tables.jsonRows(output)).hasSize(1);
  }

  @Test
  void run_onlyBadRows_leavesAnEmptyTable() {
    ScoreSummary summary =
        new ScoreRun(input("{\"id\":1,\"text\":\"\"}"), output)
            .outputFormat(TableFormat.PARQUET)
            .badRows(request())
            .on(spark);
    assertThat(summary.written()).isZero();
    assertThat(spark.read().parquet(output.toString()).columns()).contains("id", "text", "error");
    assertThat(spark.read().parquet(output.toString()).count()).isZero();
    assertThat(Tables.rows(spark, apart, TableFormat.PARQUET)).hasSize(1);
  }

  @Test
  void run_appendTwice_addsToBoth() {
    String input = input("{\"id\":1,\"text\":\"apple\"}", "{\"id\":2,\"text\":\"\"}");
    for (int run = 0; run < 2; run++) {
      new ScoreRun(input, output).badRows(request()).mode(TableWriter.Mode.APPEND).on(spark);
    }
    assertThat(Tables.texts(Tables.jsonRows(output), "id")).containsExactly("1", "1");
    assertThat(Tables.texts(Tables.jsonRows(apart), "id")).containsExactly("2", "2");
  }

  @Test
  void run_quarantineTaken_isRefusedBeforeScoring() {
    Tables.text(apart.resolve("x"), "");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(
            () -> new ScoreRun(input("{\"text\":\"apple\"}"), output).badRows(request()).on(spark))
        .withMessageStartingWith("Cannot write %s: it exists".formatted(apart));
    assertThat(output).doesNotExist();
  }

  @Test
  void run_quarantineInTheOutputOrAroundIt_isRefused() {
    String input = input("{\"text\":\"apple\"}");
    for (Path place : List.of(output, output.resolve("bad"))) {
      for (boolean swapped : new boolean[] {false, true}) {
        ScoreRun run =
            new ScoreRun(input, swapped ? place : output)
                .badRows(
                    new BadRowRequest(
                        Optional.of((swapped ? output : place).toString()),
                        Optional.empty(),
                        CorruptFiles.FAIL));
        assertThatExceptionOfType(TableException.class)
            .isThrownBy(() -> run.on(spark))
            .withMessageStartingWith("Cannot put the quarantine ")
            .withMessageEndingWith(" into each other (name a folder beside it)");
      }
    }
    assertThat(output).doesNotExist();
  }

  @Test
  void run_tooManyBadRows_keepsTheOldOutputAndFillsTheQuarantine() {
    new ScoreRun(input("{\"id\":9,\"text\":\"apple\"}"), output).on(spark);
    String input =
        input(
            "{\"id\":1,\"text\":\"apple\"}",
            "{\"id\":2,\"text\":\"\"}",
            "{\"id\":3,\"text\":\"\"}",
            "broken");
    ScoreRun run = new ScoreRun(input, output).mode(TableWriter.Mode.OVERWRITE);
    assertThatExceptionOfType(TooManyBadRowsException.class)
        .isThrownBy(() -> run.badRows(request("2")).on(spark))
        .withMessage(
            "Cannot accept 3 bad rows of 4, --max-bad-rows is 2: 2 x text is empty (row 2, say), 1 x malformed line (nothing was written to %s; they are in %s)"
                .formatted(output, apart));
    assertThat(Tables.texts(Tables.jsonRows(output), "id")).containsExactly("9");
    assertThat(new TreeSet<>(Tables.texts(Tables.jsonRows(apart), "id")))
        .containsExactly("2", "3", "null");
    ScoreSummary borne = run.badRows(request("75%")).on(spark);
    assertThat(borne.written()).isEqualTo(1);
  }

  @Test
  void isExceededBy_countsAndShares_compareExactly() {
    assertThat(new BadRowLimit("0").isExceededBy(0, 10)).isFalse();
    assertThat(new BadRowLimit("0").isExceededBy(1, 10)).isTrue();
    assertThat(new BadRowLimit("0.5%").isExceededBy(5, 1000)).isFalse();
    assertThat(new BadRowLimit("0.5%").isExceededBy(6, 1000)).isTrue();
    assertThat(new BadRowLimit("100%").isExceededBy(10, 10)).isFalse();
  }
}
