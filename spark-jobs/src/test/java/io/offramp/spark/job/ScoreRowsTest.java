// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows that cannot be scored, and lines that are no rows. */
@ExtendWith(SparkExtension.class)
final class ScoreRowsTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path output;

  ScoreRowsTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.output = folder.resolve("out");
  }

  private String input(String... lines) {
    return Tables.lines(folder.resolve("in.jsonl"), lines);
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
    assertThat(Tables.texts(rows, "id")).containsExactly("1", "2", "3", "4", "5", "null", "7");
    assertThat(Tables.texts(rows, "error"))
        .containsExactly(
            "null",
            "text is null",
            "text is empty",
            "text is empty",
            "text is null",
            "malformed line: {\"id\":6,\"text\":\"half",
            "null");
    assertThat(Tables.texts(rows, "prediction"))
        .containsExactly("fruit", "null", "null", "null", "null", "null", "metal");
    assertThat(Tables.texts(rows, "truncated"))
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
  void run_malformedLineAndPrefix_fillsThePrefixedError() {
    new ScoreRun(input("{\"text\":\"apple\"}", "oops"), output).prefix("m_").on(spark);
    assertThat(Tables.texts(Tables.jsonRows(output), "m_error"))
        .containsExactly("null", "malformed line: oops");
  }
}
