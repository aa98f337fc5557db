// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.table.CorruptFiles;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables in folders named by the values of columns. */
@ExtendWith(SparkExtension.class)
final class ScoreFoldersTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path output;

  ScoreFoldersTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.output = folder.resolve("out");
  }

  private static LayoutRequest by(String... columns) {
    return new LayoutRequest(Optional.of(List.of(columns)), 0, Optional.empty());
  }

  private String partitioned() {
    Path table = folder.resolve("table");
    Tables.lines(
        table.resolve("day=2024-01-01/hour=07/a.jsonl"),
        "{\"id\":1,\"text\":\"apple\"}",
        "{\"id\":2,\"text\":\"\"}");
    Tables.lines(table.resolve("day=2024-01-01/hour=08/a.jsonl"), "{\"id\":3,\"text\":\"iron\"}");
    Tables.lines(
        table.resolve("day=__HIVE_DEFAULT_PARTITION__/hour=a%3Ab/a.jsonl"),
        "{\"id\":4,\"text\":\"snow\"}");
    return table.toString();
  }

  private static Set<String> folders(Path table) {
    TreeSet<String> folders = new TreeSet<>();
    for (Path part : Tables.parts(table)) {
      folders.add(table.relativize(part.getParent()).toString());
    }
    return folders;
  }

  @Test
  void run_partitionedInput_isWrittenIntoTheSameFolders() {
    ScoreSummary summary = new ScoreRun(partitioned(), output).on(spark);
    assertThat(folders(output))
        .containsExactly(
            "day=2024-01-01/hour=07",
            "day=2024-01-01/hour=08",
            "day=__HIVE_DEFAULT_PARTITION__/hour=a%3Ab");
    assertThat(summary.rows()).isEqualTo(4);
    assertThat(summary.tables().partitionColumns()).containsExactly("day", "hour");
    assertThat(new TreeSet<>(Tables.texts(Tables.jsonRows(output), "id")))
        .containsExactly("1", "2", "3", "4");
    assertThat(Tables.jsonRows(output).get(0).has("hour")).isFalse();
  }

  @Test
  void run_partitionedInputWithQuarantine_partitionsBoth() {
    new ScoreRun(partitioned(), output)
        .badRows(
            new BadRowRequest(
                Optional.of(folder.resolve("apart").toString()),
                Optional.empty(),
                CorruptFiles.FAIL))
        .on(spark);
    assertThat(folders(output)).hasSize(3);
    assertThat(folders(folder.resolve("apart"))).containsExactly("day=2024-01-01/hour=07");
  }

  @Test
  void run_partitionByNothing_keepsTheColumnsInTheRows() {
    new ScoreRun(partitioned(), output).layout(by()).on(spark);
    assertThat(folders(output)).containsExactly("");
    assertThat(new TreeSet<>(Tables.texts(Tables.jsonRows(output), "hour")))
        .containsExactly("07", "08", "a:b");
  }

  @Test
  void run_partitionByAColumn_keepsTheOrderAndFilesFew() {
    List<String> lines = new ArrayList<>();
    int rows = 600;
    int values = 5;
    for (int id = 0; id < rows; id++) {
      lines.add("{\"id\":%d,\"text\":\"apple\",\"lang\":\"l%d\"}".formatted(id, id % values));
    }
    String input = Tables.lines(folder.resolve("in.jsonl"), lines.toArray(new String[0]));
    int tasks = 4;
    new ScoreRun(input, output).partitions(tasks).layout(by("lang")).on(spark);
    assertThat(Tables.parts(output)).hasSizeLessThan(tasks + values);
    for (int value = 0; value < values; value++) {
      int own = value;
      List<JsonNode> inFolder = Tables.jsonRows(output.resolve("lang=l" + value));
      assertThat(inFolder)
          .extracting(row -> row.get("id").asInt())
          .hasSize(rows / values)
          .isSorted()
          .allMatch(id -> id % values == own);
    }
  }

  @Test
  void run_partitionByPrediction_makesAFolderForEachLabel() {
    String input =
        Tables.lines(
            folder.resolve("in.jsonl"),
            "{\"text\":\"apple pear plum\"}",
            "{\"text\":\"iron copper zinc\"}",
            "{\"text\":null}");
    new ScoreRun(input, output).layout(by("prediction")).on(spark);
    assertThat(folders(output))
        .containsExactly(
            "prediction=__HIVE_DEFAULT_PARTITION__", "prediction=fruit", "prediction=metal");
  }

  @Test
  void run_partitionByWhatCannotBe_isRefused() {
    String input = Tables.lines(folder.resolve("in.jsonl"), "{\"text\":\"a\",\"tags\":[1]}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoreRun(input, output).layout(by("lang")).on(spark))
        .withMessageStartingWith("Cannot find column 'lang'")
        .withMessageContaining("--partition-by");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoreRun(input, output).layout(by("tags")).on(spark))
        .withMessage(
            "Cannot partition by column 'tags' of type array<bigint> (must be text, a number, a date or a time)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoreRun(input, output).layout(by("text", "text")).on(spark))
        .withMessageStartingWith("Cannot partition by column 'text' twice");
  }

  @Test
  void run_appendByOtherFolders_isRefused() {
    new ScoreRun(partitioned(), output).on(spark);
    ScoreRun again =
        new ScoreRun(partitioned(), output).mode(TableWriter.Mode.APPEND).layout(by("hour"));
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> again.on(spark))
        .withMessage(
            "Cannot append to %s: its folders are by the columns [day, hour], the new rows' by [hour] (say --partition-by day,hour)"
                .formatted(output));
    new ScoreRun(partitioned(), output).mode(TableWriter.Mode.APPEND).on(spark);
    assertThat(folders(output)).hasSize(3);
    assertThat(Tables.jsonRows(output)).hasSize(8);
  }
}
