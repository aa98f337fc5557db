// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces with a row a sample, and columns for each exit. */
@ExtendWith(SparkExtension.class)
final class WideTraceTest {
  private static final String HEADER =
      "id,lang,label,confidence_1,prediction_1,confidence_2,prediction_2";
  private static final String[] LINES = {
    HEADER, "u,en,b,0.5,a,0.75,b", "v,de,,0.25,10,1,a", "w,,a,1.0000001,a,0,\"x,\ny\""
  };
  private static final List<String> ROWS =
      List.of("b: a 0.5, b 0.75", "?: 10 0.25, a 1.0", "a: a 1.0, x,\ny 0.0");

  private final SparkSession spark;
  private final Path folder;

  WideTraceTest(SparkSession spark, @TempDir Path folder) {
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
  void read_csv_isTheTrace() {
    TraceTable table = read(csv(LINES));
    assertThat(TraceFiles.rows(table)).isEqualTo(ROWS);
    assertThat(table.classes()).containsExactly("10", "a", "b", "x,\ny");
    assertThat(table.format()).isEqualTo(TraceFormat.WIDE);
    assertThat(table.trace().hasProbabilities()).isFalse();
    assertThat(TraceFiles.costs(table)).containsExactly(0.5, 1.0);
    assertThat(table.costsFrom())
        .isEqualTo("are taken as k/2 at exit k, for want of others (give --costs or --bundle)");
    assertThat(table.bundleSha256()).isEmpty();
    assertThat(table.skipped()).isZero();
    assertThat(table.ids()).isEmpty();
    assertThat(table.slices()).isEmpty();
  }

  @Test
  void read_packedCsv_isTheSame() throws IOException {
    Path file = folder.resolve("t.csv.gz");
    Files.write(file, Tables.gzipped(String.join("\n", LINES) + "\n"));
    assertThat(TraceFiles.rows(read(file.toString()))).isEqualTo(ROWS);
  }

  @Test
  void read_jsonLinesOfNumbers_isTheTrace() {
    String path =
        Tables.lines(
            folder.resolve("t.jsonl"),
            "{\"label\":1,\"confidence_1\":0.5,\"prediction_1\":10,\"confidence_2\":1,\"prediction_2\":1.0}",
            "{\"label\":null,\"confidence_1\":1,\"prediction_1\":9,\"confidence_2\":0.25,\"prediction_2\":10}");
    TraceTable table = read(path);
    assertThat(TraceFiles.rows(table)).containsExactly("1: 10 0.5, 1 1.0", "?: 9 1.0, 10 0.25");
    assertThat(table.classes()).as("by number").containsExactly("1", "9", "10");
  }

  @Test
  void read_parquetOfAnyTypes_isTheTrace() {
    String path = folder.resolve("t.parquet").toString();
    spark
        .range(2)
        .selectExpr(
            "cast('NaN' as double) as label",
            "cast(0.5 as float) as c0",
            "cast(id as short) as p0",
            "cast(0.75 as decimal(4,2)) as c1",
            "cast(1 as double) as p1")
        .coalesce(1)
        .write()
        .parquet(path);
    TraceColumns columns =
        new TraceColumns("p", "i", "e", "c", "p", TraceColumns.DEFAULT.label(), "c{}", "p{}");
    TraceSource source = TraceSource.of(path).withColumns(columns);
    assertThatIllegalArgumentException()
        .as("an id column that was named must be there")
        .isThrownBy(() -> TraceTable.read(spark, source))
        .withMessageContaining("Cannot find column 'i' (the traces have [label, c0, p0, c1, p1]; ")
        .withMessageContaining("name the right one with --id-col");
    TraceColumns names = new TraceColumns("q", "id", "e", "c", "p", "label", "c{}", "p{}");
    TraceTable table = TraceTable.read(spark, source.withColumns(names));
    assertThat(TraceFiles.rows(table)).containsExactly("?: 0 0.5, 1 0.75", "?: 1 0.5, 1 0.75");
  }

  @Test
  void read_idsAndSlices_areThoseOfTheRows() {
    TraceSource source =
        TraceSource.of(csv(LINES)).withSliceColumns(List.of("lang", "label")).withIds();
    TraceTable table = TraceTable.read(spark, source);
    assertThat(TraceFiles.ids(table)).containsExactly("u", "v", "w");
    assertThat(TraceFiles.slices(table, 0)).containsExactly("en", "de", Slices.NONE);
    assertThat(table.slices().orElseThrow().columns().get(0).slices())
        .containsExactly("de", "en", Slices.NONE);
    assertThat(TraceFiles.slices(table, 1)).containsExactly("b", Slices.NONE, "a");
    assertThat(table.slices().orElseThrow().columns())
        .extracting(Slices.SliceColumn::name)
        .containsExactly("lang", "label");
  }

  @Test
  void read_idsWhereThereAreNone_areRowNumbers() {
    String path = csv("confidence_1,prediction_1", "1,a", "1,b");
    TraceTable table = TraceTable.read(spark, TraceSource.of(path).withIds());
    assertThat(TraceFiles.ids(table)).containsExactly("0", "1");
  }

  @Test
  void read_classes_areThoseNamed() {
    String path = csv("confidence_1,prediction_1,label", "1,b,2", "1,0,a");
    TraceTable table =
        TraceTable.read(spark, TraceSource.of(path).withClasses(List.of("c", "b", "a")));
    assertThat(table.classes()).containsExactly("c", "b", "a");
    assertThat(TraceFiles.rows(table)).containsExactly("a: b 1.0", "a: c 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TraceTable.read(spark, TraceSource.of(path).withClasses(List.of("c", "a"))))
        .withMessage(
            "Cannot use traces %s: row 0: prediction_1 'b' is not among [c, a] (name all classes with --classes)",
            path);
  }

  @Test
  void read_costs_areThoseGivenOrRefused() {
    TraceSource source = TraceSource.of(csv(LINES));
    TraceTable table = TraceTable.read(spark, source.withCosts(List.of(3.0, 12.0)));
    assertThat(TraceFiles.costs(table)).containsExactly(0.25, 1.0);
    assertThat(table.costsFrom()).isEqualTo("from --costs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TraceTable.read(spark, source.withCosts(List.of(1.0, 2.0, 3.0))))
        .withMessage(
            "Cannot use --costs [1.0, 2.0, 3.0]: they are 3 (must be 2, one for each exit of the traces %s)",
            source.path());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x,en,a,,a,1,a|confidence_1 is missing (must be a number in [0,1])",
        "x,en,a,NaN,a,1,a|confidence_1 is NaN (must be in [0,1]; give probabilities, not logits)",
        "x,en,a,1,a,1.1,a|confidence_2 is 1.1 (must be in [0,1]; give probabilities, not logits)",
        "x,en,a,1,a,-0.5,a|confidence_2 is -0.5 (must be in [0,1]; give probabilities, not logits)",
        "x,en,a,sure,a,1,a|confidence_1 is 'sure' (must be a number in [0,1])",
        "x,en,a,1,a,1,|prediction_2 is missing (must be a class)"
      })
  void read_badCell_namesRowAndValue(String line, String problem) {
    assertRefused(csv(HEADER, LINES[1], line), "row 1 (id 'x'): " + problem);
    assertRefused(
        csv(HEADER, LINES[1], line, LINES[1], line, line),
        "row 1 (id 'x'): " + problem + "; 2 more rows cannot be used");
  }

  @Test
  void read_malformedLines_areCountedBeforeAllElse() {
    assertRefused(
        csv(HEADER, "x,en,a,9,a,1,a", "short,line", LINES[1], "1,2,3,4,5,6,7,8"),
        "2 malformed lines, the first in row 1: short,line (must all be whole; write the file again, or drop them)");
    String json =
        Tables.lines(
            folder.resolve("t.jsonl"),
            "{\"confidence_1\":1,\"prediction_1\":9}",
            "{\"confidence_1\":1,");
    assertRefused(
        json,
        "1 malformed line, the first in row 1: {\"confidence_1\":1, (must all be whole; write the file again, or drop them)");
  }

  @Test
  void read_missingId_isRefusedOnlyWhenWanted() {
    String path = csv(HEADER, LINES[1], ",en,a,1,a,1,a");
    assertThat(read(path).trace().rows()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TraceTable.read(spark, TraceSource.of(path).withIds()))
        .withMessage(
            "Cannot use traces %s: row 1: its id is missing (must be there to name the row)", path);
  }

  @Test
  void read_emptyFile_isRefused() {
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> read(csv(HEADER)))
        .withMessageContaining("t.csv: it holds no rows");
  }

  @Test
  void read_missingColumn_isRefusedEvenIfTheFormatIsGiven() {
    String path = csv("confidence_1,prediction_1,lang", "1,a,en");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TraceTable.read(
                    spark, TraceSource.of(path).withFormat(Optional.of(TraceFormat.LONG))))
        .withMessageContaining("Cannot find column 'id' (the traces have [confidence_1, ");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TraceTable.read(spark, TraceSource.of(path).withSliceColumns(List.of("language"))))
        .withMessage(
            "Cannot find column 'language' (the traces have [confidence_1, prediction_1, lang]; did you mean 'lang'? name the right one with --slice-col)");
  }

  @Test
  void read_columnOfArrays_isRefused() {
    String path =
        Tables.lines(folder.resolve("t.jsonl"), "{\"confidence_1\":[1],\"prediction_1\":9}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(path))
        .withMessage(
            "Cannot use column 'confidence_1' of type array<bigint> (must be numbers or text; name another column with --confidence-cols)");
  }

  @Test
  void read_tableFormat_isTheOneGiven() {
    String path = Tables.lines(folder.resolve("t.txt"), LINES);
    TraceSource source =
        new TraceSource(
            path,
            Optional.empty(),
            Optional.of(TableFormat.CSV),
            TraceColumns.DEFAULT,
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            false,
            OptionalDouble.empty());
    assertThat(TraceFiles.rows(TraceTable.read(spark, source))).isEqualTo(ROWS);
  }
}
