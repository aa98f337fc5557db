// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which columns are read, passed through and added. */
@ExtendWith(SparkExtension.class)
final class ScoreColumnsTest {
  private static final int ROWS = 90;

  private final SparkSession spark;
  private final Path folder;
  private final Path output;
  private final List<TinyBundle.Sample> samples = TinyBundle.samples(ROWS, 11);

  ScoreColumnsTest(SparkSession spark, @TempDir Path folder) {
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
  void run_bundleOfPairs_needsTheSecondText() {
    String input =
        input(
            "{\"text\":\"the\",\"text_pair\":\"iron copper zinc silver iron copper\"}",
            "{\"text\":\"the\",\"text_pair\":null}");
    new ScoreRun(input, output).bundle(TinyBundle.pairs().folder()).on(spark);
    assertThat(Tables.texts(Tables.jsonRows(output), "prediction"))
        .containsExactly("metal", "null");
    assertThat(Tables.texts(Tables.jsonRows(output), "error"))
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
}
