// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.calibration.json.Sha256;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.table.TableWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static List<String> texts(List<JsonNode> rows, String field) {
    return rows.stream().map(row -> row.get(field).asText()).toList();
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
    assertThat(summary.size()).isEqualTo(24);
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
  void run_rowsThatCannotBeScored_comeOutWithAnError() {
    ScoreSummary summary =
        new ScoreRun(
                input(
                    "{\"id\":1,\"text\":\"apple pear plum\"}",
                    "{\"id\":2,\"text\":null}",
                    "{\"id\":3,\"text\":\"\"}",
                    "{\"id\":4,\"text\":\" \\n\\t\"}",
                    "{\"id\":5}",
                    "{\"id\":6,\"text\":\"half",
                    "{\"id\":7,\"text\":\"" + "iron ".repeat(500) + "\"}"),
                output)
            .on(spark);
    List<JsonNode> rows = Tables.jsonRows(output);
    assertThat(texts(rows, "id")).containsExactly("1", "2", "3", "4", "5", "null", "7");
    assertThat(texts(rows, "error"))
        .containsExactly(
            "null",
            "text is null",
            "text is empty",
            "text is empty",
            "text is null",
            "malformed line: {\"id\":6,\"text\":\"half",
            "null");
    assertThat(texts(rows, "prediction"))
        .containsExactly("fruit", "null", "null", "null", "null", "null", "metal");
    assertThat(texts(rows, "truncated"))
        .containsExactly("false", "null", "null", "null", "null", "null", "true");
    assertThat(rows.get(0).has(TableReader.MALFORMED)).isFalse();
    assertThat(summary.rows()).isEqualTo(7);
    assertThat(summary.quarantined()).isEqualTo(5);
    assertThat(summary.truncated()).isEqualTo(1);
  }

  @Test
  void run_csvRecordsOfAnotherLength_comeOutWithAnError() {
    String input =
        Tables.text(
            folder.resolve("in.csv"),
            "id,text,label\n1,\"apple, \"\"pear\"\"\nplum\",fruit\n2,iron\n3,snow,weather,more\n");
    ScoreSummary summary = new ScoreRun(input, output).outputFormat(TableFormat.CSV).on(spark);
    List<Row> rows = Tables.rows(spark, output, TableFormat.CSV);
    assertThat(rows)
        .extracting(
            row -> row.getAs("id"),
            row -> row.getAs("text"),
            row -> row.getAs("prediction"),
            row -> row.getAs("error"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1", "apple, \"pear\"\nplum", "fruit", null),
            org.assertj.core.groups.Tuple.tuple("2", null, null, "malformed line: 2,iron"),
            org.assertj.core.groups.Tuple.tuple(
                "3", null, null, "malformed line: 3,snow,weather,more"));
    assertThat(summary.quarantined()).isEqualTo(2);
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
    assertThat(texts(Tables.jsonRows(output), "text"))
        .isEqualTo(samples.stream().map(TinyBundle.Sample::text).toList());
    assertThat(Tables.parts(output)).hasSize(5);
    assertThat(summary.rows()).isEqualTo(ROWS);
  }

  @Test
  void run_columnsOfAnyKind_arePassedThroughBeforeTheAddedOnes() {
    String input = input("{\"text\":\"apple\",\"more\":{\"tags\":[\"x\",null],\"n\":1}}");
    ScoreSummary summary = new ScoreRun(input, output).on(spark);
    JsonNode row = Tables.jsonRows(output).get(0);
    assertThat(row.get("more")).hasToString("{\"n\":1,\"tags\":[\"x\",null]}");
    Iterable<String> names = row::fieldNames;
    assertThat(names)
        .containsExactly(
            "more", "text", "prediction", "confidence", "exit", "cost", "truncated", "error");
    assertThat(summary.accuracy()).as("there is no label column").isEmpty();
    assertThat(summary.labelled()).isZero();
    Path csv = folder.resolve("csv");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> new ScoreRun(input, csv).outputFormat(TableFormat.CSV).on(spark))
        .withMessageContaining("Cannot write column 'more' of type struct");
    assertThat(csv).doesNotExist();
  }

  @Test
  void run_otherColumnNamesAndPrefix_areUsed() {
    String input =
        input("{\"k.ey\":\"a\",\"bo`dy\":\"apple pear plum\",\"truth.is\":\"fruit\",\"exit\":9}");
    ScoreSummary summary =
        new ScoreRun(input, output)
            .columns(new TextColumns("bo`dy", "text_pair", "truth.is", "k.ey"))
            .prefix("m.")
            .on(spark);
    JsonNode row = Tables.jsonRows(output).get(0);
    assertThat(row.get("m.prediction").asText()).isEqualTo("fruit");
    assertThat(row.get("m.error").isNull()).isTrue();
    assertThat(row.get("exit").asInt()).isEqualTo(9);
    assertThat(row.get("k.ey").asText()).isEqualTo("a");
    assertThat(summary.accuracy()).hasValue(1);
  }

  @Test
  void run_malformedLineAndPrefix_fillsThePrefixedError() {
    new ScoreRun(input("{\"text\":\"apple\"}", "oops"), output).prefix("m_").on(spark);
    assertThat(texts(Tables.jsonRows(output), "m_error"))
        .containsExactly("null", "malformed line: oops");
  }

  @Test
  void run_bundleOfPairs_needsTheSecondText() {
    String input =
        input(
            "{\"text\":\"the\",\"text_pair\":\"iron copper zinc silver iron copper\"}",
            "{\"text\":\"the\",\"text_pair\":null}");
    new ScoreRun(input, output).bundle(TinyBundle.pairs().folder()).on(spark);
    assertThat(texts(Tables.jsonRows(output), "prediction")).containsExactly("metal", "null");
    assertThat(texts(Tables.jsonRows(output), "error"))
        .containsExactly("null", "second text is null");
  }

  private void assertRefused(ScoreRun run, TextColumns columns, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.columns(columns).on(spark))
        .withMessage(message);
    assertThat(output).doesNotExist();
  }

  @Test
  void run_missingColumns_areRefusedNamingTheFlag() {
    ScoreRun run = new ScoreRun(input("{\"text\":\"apple\",\"n\":1}"), output);
    assertRefused(
        run,
        new TextColumns("body", "text_pair", "label", "id"),
        "Cannot find column 'body' (the input has [n, text]; name the right one with --text-col)");
    assertRefused(
        run,
        new TextColumns("n", "text_pair", "label", "id"),
        "Cannot read text from column 'n' of type bigint (must be string; name another column with --text-col, or cast it)");
    assertRefused(
        run,
        new TextColumns("text", "text_pair", "truth", "id"),
        "Cannot find column 'truth' (the input has [n, text]; name the right one with --label-col)");
    assertRefused(
        run,
        new TextColumns("text", "text_pair", "label", "key"),
        "Cannot find column 'key' (the input has [n, text]; name the right one with --id-col)");
  }

  @Test
  void run_emptyFile_isRefused() {
    String input = Tables.text(folder.resolve("in.jsonl"), "");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> new ScoreRun(input, output).on(spark))
        .withMessage("Cannot use %s: it holds no rows".formatted(input));
    assertThat(output).doesNotExist();
  }

  @Test
  void run_truncatedPackedFile_failsAndWritesNothing() throws IOException {
    byte[] packed = Tables.gzipped(Tables.jsonl(samples));
    Path input = folder.resolve("in.jsonl.gz");
    Files.write(input, Arrays.copyOf(packed, packed.length / 2));
    assertThatException()
        .isThrownBy(() -> new ScoreRun(input.toString(), output).on(spark))
        .havingRootCause()
        .isInstanceOf(EOFException.class);
    assertThat(output).doesNotExist();
  }

  @Test
  void run_spoiltBundle_isRefusedNamingTheFile() throws IOException {
    Path spoilt = TinyBundle.copyTo(folder.resolve("bundle"));
    byte[] model = Files.readAllBytes(spoilt.resolve("model.pt"));
    model[model.length / 2] ^= 1;
    Files.write(spoilt.resolve("model.pt"), model);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> new ScoreRun(input(), output).bundle(spoilt).on(spark))
        .withMessageContaining("Cannot open bundle " + spoilt + ": file model.pt was changed")
        .withMessageContaining("copy the bundle again");
    assertThat(output).doesNotExist();
  }

  @Test
  void run_policyOfAnotherBundle_isRefusedNamingBoth() {
    ScoreRun run =
        new ScoreRun(input(), output).policy(TinyBundle.policy(TinyBundle.other(), 0.9, 0.9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.on(spark))
        .withMessageContaining("it was certified for bundle " + TinyBundle.other().sha256())
        .withMessageContaining("this one is " + bundle.sha256());
    assertThat(output).doesNotExist();
  }

  @Test
  void run_outputExists_isRefusedUnlessOverwritten() {
    String old = Tables.text(output.resolve("part-old.json"), "old");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> new ScoreRun(input(), output).on(spark))
        .withMessage(
            "Cannot write %s: it exists (name another --output, or say --mode overwrite)"
                .formatted(output));
    assertThat(Path.of(old)).hasContent("old");
    new ScoreRun(input(), output).mode(TableWriter.Mode.OVERWRITE).on(spark);
    assertThat(Path.of(old)).doesNotExist();
    assertThat(Tables.jsonRows(output)).hasSize(ROWS);
  }

  @Test
  void run_scoredTableAgain_needsAPrefix() {
    new ScoreRun(input(), output).on(spark);
    Path again = folder.resolve("again");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoreRun(output.toString(), again).on(spark))
        .withMessageContaining("Cannot add column 'prediction': the input has one already");
    assertThat(again).doesNotExist();
    new ScoreRun(output.toString(), again).prefix("second_").on(spark);
    assertThat(Tables.jsonRows(again))
        .allSatisfy(
            row -> assertThat(row.get("second_prediction")).isEqualTo(row.get("prediction")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"table.jsonl", "table.jsonl/part-*", "table.jsonl/"})
  void run_overwritingItsOwnInput_isRefused(String place) {
    String table = folder.resolve("table.jsonl").toString();
    TableWriter.write(spark.read().json(input()), table, TableFormat.JSONL, TableWriter.Mode.ERROR);
    ScoreRun run =
        new ScoreRun(folder + "/" + place, Path.of(table)).mode(TableWriter.Mode.OVERWRITE);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> run.on(spark))
        .withMessage(
            "Cannot write %s: it holds the input %s/%s, which would be deleted before it is read (name another --output)"
                .formatted(table, folder, place));
    assertThat(Tables.jsonRows(Path.of(table))).hasSize(ROWS);
  }
}
