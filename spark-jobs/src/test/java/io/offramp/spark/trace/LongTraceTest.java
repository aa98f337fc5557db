// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces with a row a sample and exit. */
@ExtendWith(SparkExtension.class)
final class LongTraceTest {
  private static final String HEADER = "id,exit,confidence,prediction,label,lang";
  private static final String[] LINES = {
    HEADER,
    "z,4,0.75,b,b,en",
    "a,2,0.25,a,,de",
    "z,6,1,b,b,en",
    "a,6,1,c,,de",
    "a,4,0.5,b,,de",
    "z,2,0.5,a,b,en",
  };
  private static final List<String> ROWS =
      List.of("b: a 0.5, b 0.75, b 1.0", "?: a 0.25, b 0.5, c 1.0");

  private final SparkSession spark;
  private final Path folder;

  LongTraceTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String csv(String... lines) {
    return Tables.lines(folder.resolve("t.csv"), lines);
  }

  private TraceTable read(String path) {
    return TraceTable.read(spark, TraceSource.of(path));
  }

  private void assertRefused(String path, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(path))
        .withMessage("Cannot use traces %s: %s", path, message);
  }

  @Test
  @Tag("smoke")
  void read_rowsOfLayersInAnyOrder_areSamplesInTheOrderOfTheirFirstRows() {
    TraceTable table = read(csv(LINES));
    assertThat(TraceFiles.rows(table)).isEqualTo(ROWS);
    assertThat(table.classes()).containsExactly("a", "b", "c");
    assertThat(table.format()).isEqualTo(TraceFormat.LONG);
    assertThat(table.trace().labelledRows()).isEqualTo(1);
    assertThat(TraceFiles.costs(table)).containsExactly(1.0 / 3, 2.0 / 3, 1.0);
  }

  @Test
  void read_jsonLinesParquetAndPacked_areTheSame() throws IOException {
    var table = TraceFiles.table(spark, folder, LINES).coalesce(1);
    String json = folder.resolve("jsonl").toString();
    table.write().json(json);
    String parquet = folder.resolve("parquet").toString();
    table.write().parquet(parquet);
    Path packed = folder.resolve("t.csv.gz");
    Files.write(packed, Tables.gzipped(String.join("\n", LINES) + "\n"));
    for (String path : List.of(json, parquet, packed.toString())) {
      assertThat(TraceFiles.rows(read(path))).as(path).isEqualTo(ROWS);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,2", "-1,10", "0.5,1.5", "9,10"})
  void read_exitsOfAnyNumbers_areSortedByNumber(String first, String second) {
    String path =
        csv(
            "id,exit,confidence,prediction",
            "1,%s,1,b".formatted(second),
            "1,%s,0.5,a".formatted(first));
    assertThat(TraceFiles.rows(read(path))).containsExactly("?: a 0.5, b 1.0");
  }

  @Test
  void read_otherNames_areThoseOfTheOptions() {
    String path = csv("sample,layer,p,y.hat,y", "7,1,0.5,1,1.0");
    TraceColumns names = new TraceColumns("q", "sample", "layer", "p", "y.hat", "y", "c{}", "a{}");
    TraceTable table = TraceTable.read(spark, TraceSource.of(path).withColumns(names).withIds());
    assertThat(TraceFiles.rows(table)).containsExactly("1: 1 0.5");
    assertThat(TraceFiles.ids(table)).containsExactly("7");
  }

  @Test
  void read_idsAndSlices_areThoseOfTheSamples() {
    TraceTable table =
        TraceTable.read(
            spark, TraceSource.of(csv(LINES)).withSliceColumns(List.of("lang")).withIds());
    assertThat(TraceFiles.ids(table)).containsExactly("z", "a");
    assertThat(TraceFiles.slices(table, 0)).containsExactly("en", "de");
  }

  @Test
  void read_sampleWithoutAnExit_namesBoth() {
    assertRefused(
        csv(HEADER, LINES[1], LINES[2], LINES[3], LINES[4], LINES[6]),
        "row 1 (id 'a'): it lacks exits [4] (must have exits [2, 4, 6], as most rows have)");
  }

  @Test
  void read_sampleWithOneExitMore_isTheOneRefused() {
    assertRefused(
        csv("id,exit,confidence,prediction", "u,1,1,a", "u,12,1,a", "v,1,1,a", "w,1,1,a"),
        "row 0 (id 'u'): it has exits [12] (must have exits [1], as most rows have)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "z,6,1,b,b,en|row 0 (id 'z'): exit 6 is there twice (must be one row for each exit)",
        "a,8,1,b,,de|row 1 (id 'a'): it has exits [8] (must have exits [2, 4, 6], as most rows have)",
        "z,8,1,b,a,en|row 0 (id 'z'): its rows have different values of label, [a, b] (must be one for all exits)",
        "z,8,1,b,b,de|row 0 (id 'z'): its rows have different values of lang, [de, en] (must be one for all exits)",
        "a,8,,b,,de|row 6 (id 'a'): at exit 8, confidence is missing (must be a number in [0,1])",
        "a,8,NaN,b,,de|row 6 (id 'a'): at exit 8, confidence is NaN (must be in [0,1]; give probabilities, not logits)",
        "a,8,2,b,,de|row 6 (id 'a'): at exit 8, confidence is 2 (must be in [0,1]; give probabilities, not logits)",
        "a,8,1,,,de|row 6 (id 'a'): at exit 8, prediction is missing (must be a class)",
        "a,,1,b,,de|row 6 (id 'a'): exit is missing (must be the exit's number, such as 1 or its layer's)",
        "a,x,1,b,,de|row 6 (id 'a'): exit is 'x' (must be the exit's number, such as 1 or its layer's)",
        ",2,1,b,,de|row 6: its id is missing (must tell which sample the row is of)",
        "a,2|1 malformed line, the first in row 6: a,2 (must all be whole; write the file again, or drop them)"
      })
  void read_oneBadRow_namesItAndWhatIsWrong(String line, String message) {
    String path =
        csv(
            LINES[0],
            LINES[1],
            LINES[2],
            LINES[3],
            LINES[4],
            LINES[5],
            LINES[6],
            line,
            "c,2,1,a,,",
            "c,4,1,a,,",
            "c,6,1,a,,",
            "d,2,1,a,,",
            "d,4,1,a,,",
            "d,6,1,a,,");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TraceTable.read(spark, TraceSource.of(path).withSliceColumns(List.of("lang"))))
        .withMessage("Cannot use traces %s: %s", path, message);
  }

  @Test
  void read_wrongIdColumn_saysWhichOption() {
    StringBuilder lines = new StringBuilder("id,exit,confidence,prediction\n");
    for (int row = 0; row < 1500; row++) {
      lines.append("same,").append(row).append(",1,a\n");
    }
    assertRefused(
        Tables.text(folder.resolve("t.csv"), lines.toString()),
        "row 0 (id 'same'): it has 1,500 rows (must be one for each exit, at most 1,000; name the column that tells samples apart with --id-col)");
  }

  @Test
  void read_manyShapesOfSamples_refusesTheRareOnes() {
    StringBuilder lines = new StringBuilder("id,exit,confidence,prediction\n");
    for (int row = 0; row < 300; row++) {
      lines.append("s%d,1,1,a\ns%d,%d,1,a\n".formatted(row, row, row < 200 ? row + 2 : 2));
    }
    assertRefused(
        Tables.text(folder.resolve("t.csv"), lines.toString()),
        "row 2 (id 's1'): it lacks exits [2] (must have exits [1, 2], as most rows have); 198 more rows cannot be used");
  }
}
