// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.calibration.json.Sha256;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are scored whole, and their summaries. */
@ExtendWith(SparkExtension.class)
final class ScoreJobTest {
  private static final int ROWS = 90;

  private final SparkSession spark;
  private final Path folder;
  private final Path output;
  private final Bundle bundle = TinyBundle.get();
  private final List<TinyBundle.Sample> samples = TinyBundle.samples(ROWS, 11);

  ScoreJobTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.output = folder.resolve("out");
  }

  private String input() {
    return Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(samples));
  }

  private String input(String... lines) {
    return Tables.lines(folder.resolve("in.jsonl"), lines);
  }

  private JsonNode summary() {
    return Tables.json(output.resolve(ScoreSummary.FILE));
  }

  @Test
  @Tag("smoke")
  void run_packedJsonlWithPolicy_scoresEveryRowInOrder() throws IOException {
    Path input = folder.resolve("in.jsonl.gz");
    Files.write(input, Tables.gzipped(Tables.jsonl(samples)));
    ScoreSummary summary =
        new ScoreRun(input.toString(), output)
            .policy(TinyBundle.policy(bundle, 0.92, 0.8))
            .outputFormat(TableFormat.PARQUET)
            .on(spark);
    List<Row> rows = Tables.rows(spark, output, TableFormat.PARQUET);
    assertThat(rows).hasSize(ROWS);
    long[] exits = new long[TinyBundle.EXITS];
    double cost = 0;
    int right = 0;
    for (int i = 0; i < ROWS; i++) {
      Row row = rows.get(i);
      assertThat(row.<Long>getAs("id")).isEqualTo(i);
      assertThat(row.<String>getAs("text")).isEqualTo(samples.get(i).text());
      assertThat(row.<String>getAs("label")).isEqualTo(samples.get(i).label());
      assertThat(row.<String>getAs("error")).isNull();
      exits[row.<Integer>getAs("exit") - 1]++;
      cost += row.<Double>getAs("cost");
      right += row.<String>getAs("prediction").equals(samples.get(i).label()) ? 1 : 0;
    }
    assertThat(exits).doesNotContain(0);
    assertThat(summary.rows()).isEqualTo(ROWS);
    assertThat(summary.scored()).isEqualTo(ROWS);
    assertThat(summary.exitHistogram()).containsExactly(exits[0], exits[1], exits[2]);
    assertThat(summary.meanCost()).hasValueCloseTo(cost / ROWS, within(1e-9));
    assertThat(summary.accuracy()).hasValueCloseTo(right / (double) ROWS, within(1e-9));
  }

  @Test
  void run_anyTable_writesASummaryOfIt() {
    String input =
        input(
            "{\"text\":\"apple pear plum\",\"label\":\"fruit\"}",
            "{\"text\":\"iron copper zinc\",\"label\":\"fruit\"}",
            "{\"text\":\"rain snow wind\",\"label\":null}",
            "{\"text\":\"rain snow wind\",\"label\":\" \"}",
            "{\"text\":\"" + "rain ".repeat(30) + "\",\"label\":\"weather\"}",
            "{\"text\":\"rain snow wind\",\"label\":\"nobody knows\"}",
            "{\"text\":\"\",\"label\":\"fruit\"}",
            "broken");
    new ScoreRun(input, output).policy(TinyBundle.policy(bundle, 0.01, 0.01)).on(spark);
    JsonNode summary = summary();
    assertThat(summary.get("format").asText()).isEqualTo("offramp-summary");
    assertThat(summary.get("format-version").asInt()).isEqualTo(1);
    assertThat(summary.get("offramp-version").asText()).isEqualTo(OfframpVersion.current());
    assertThat(summary.get("input").asText()).isEqualTo(input);
    assertThat(summary.get("output").asText()).isEqualTo(output.toString());
    assertThat(summary.get("rows").asLong()).isEqualTo(8);
    assertThat(summary.get("scored").asLong()).isEqualTo(6);
    assertThat(summary.get("quarantined").asLong()).isEqualTo(2);
    assertThat(summary.get("truncated").asLong()).isEqualTo(1);
    assertThat(summary.get("duplicates").asLong()).isZero();
    assertThat(summary.get("exit-histogram"))
        .extracting(JsonNode::asLong)
        .containsExactly(6L, 0L, 0L);
    assertThat(summary.get("mean-cost").asDouble())
        .isCloseTo(bundle.manifest().costs().cost(1), within(1e-12));
    assertThat(summary.get("labelled-rows").asLong()).isEqualTo(3);
    assertThat(summary.get("unknown-label-rows").asLong()).isEqualTo(1);
    assertThat(summary.get("accuracy").asDouble()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(summary.get("seconds").asDouble()).isPositive();
    assertThat(summary.get("rows-per-second").asDouble())
        .isCloseTo(8 / summary.get("seconds").asDouble(), within(1e-6));
    assertThat(summary.get("bundle-sha256").asText()).isEqualTo(bundle.sha256());
    assertThat(summary.get("policy-sha256").asText())
        .isEqualTo(Sha256.of(Tables.read(folder.resolve("policy.json"))));
    assertThat(summary.get("precision").asText()).isEqualTo("fp32");
    assertThat(summary.get("precision-reason").asText()).isEqualTo("as asked for");
    assertThat(summary.get("precision-compared-rows").asInt()).isZero();
    assertThat(summary.get("precision-agreeing-rows").asInt()).isZero();
    assertThat(summary.get("precision-agreement").isNull()).isTrue();
    assertThat(summary.get("output-format").asText()).isEqualTo("jsonl");
    assertThat(summary.get("mode").asText()).isEqualTo("error");
    assertThat(summary.get("partition-columns")).isEmpty();
    assertThat(summary.get("quarantine").isNull()).isTrue();
    assertThat(summary.get("written").asLong()).isEqualTo(8);
    assertThat(summary.get("bad-row-reasons")).isEmpty();
    assertThat(summary.get("skipped-files")).isEmpty();
    assertThat(summary.size()).isEqualTo(31);
  }

  @Test
  void run_noPolicyAndNothingScored_hasNullsInTheSummary() {
    new ScoreRun(input("{\"text\":null}", "{\"text\":\"\"}"), output).on(spark);
    JsonNode summary = summary();
    assertThat(summary.get("policy-sha256").isNull()).isTrue();
    assertThat(summary.get("mean-cost").isNull()).isTrue();
    assertThat(summary.get("accuracy").isNull()).isTrue();
    assertThat(summary.get("scored").asLong()).isZero();
    assertThat(summary.get("exit-histogram")).extracting(JsonNode::asLong).containsOnly(0L);
  }

  @Test
  void run_fromAnyFormatToAnyFormat_givesTheSame() {
    new ScoreRun(input(), output).on(spark);
    List<String> expected =
        Tables.jsonRows(output).stream()
            .map(row -> row.get("id").asText() + row.get("text") + row.get("prediction"))
            .toList();
    assertThat(new HashSet<>(expected)).hasSize(ROWS);
    Map<TableFormat, TableFormat> pairs =
        Map.of(
            TableFormat.CSV, TableFormat.JSONL,
            TableFormat.JSONL, TableFormat.PARQUET,
            TableFormat.PARQUET, TableFormat.CSV);
    pairs.forEach(
        (from, to) -> {
          String input = folder.resolve("table." + from.id()).toString();
          TableWriter.write(
              spark.read().json(input()).coalesce(1), input, from, TableWriter.Mode.ERROR);
          Path scored = folder.resolve("scored-" + to.id());
          new ScoreRun(input, scored).outputFormat(to).on(spark);
          List<Row> rows = Tables.rows(spark, scored, to);
          assertThat(rows)
              .extracting(
                  row ->
                      "%s\"%s\"\"%s\""
                          .formatted(
                              row.<Object>getAs("id"),
                              row.<String>getAs("text"),
                              row.<String>getAs("prediction")))
              .isEqualTo(expected);
          assertThat(rows).extracting(row -> row.getAs("error")).containsOnlyNulls();
        });
  }

  @Test
  void run_morePartitionsThanCores_keepsTheOrder() {
    ScoreSummary summary = new ScoreRun(input(), output).partitions(5).on(spark);
    assertThat(Tables.texts(Tables.jsonRows(output), "text"))
        .isEqualTo(samples.stream().map(TinyBundle.Sample::text).toList());
    assertThat(Tables.parts(output)).hasSize(5);
    assertThat(summary.rows()).isEqualTo(ROWS);
  }
}
