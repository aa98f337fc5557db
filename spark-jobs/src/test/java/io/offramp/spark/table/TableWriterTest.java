// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SparkExtension.class)
final class TableWriterTest {
  private static final List<String> NASTY =
      Arrays.asList(
          "",
          null,
          "plain",
          "null",
          " ",
          "\t",
          "  spaced\t",
          "say \"hi\"",
          "\"",
          "\"\"",
          "\"quoted\"",
          "a,b;c|d",
          "two\nlines",
          "two\r\nlines",
          "one\rline",
          "back\\slash",
          "\\\"",
          "ends in \\",
          "'",
          "#comment",
          "ü ß 漢字 😀 \u2028 \u00a0",
          "{\"text\":1}",
          "=1+1");

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Path folder;
  private final String location;

  TableWriterTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.folder = folder;
    this.location = folder.resolve("out").toString();
  }

  private Dataset<Row> numbers(int rows) {
    return spark.range(rows).toDF();
  }

  private List<Row> read(TableFormat format) {
    return TableReader.read(spark, location, Optional.of(format)).collectAsList();
  }

  @ParameterizedTest
  @EnumSource(names = {"JSONL", "CSV", "PARQUET", "ORC"})
  void write_nastyStrings_comeBack(TableFormat format) {
    StructType schema =
        new StructType().add("id", DataTypes.IntegerType).add("text", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < NASTY.size(); id++) {
      rows.add(RowFactory.create(id, NASTY.get(id)));
    }
    Dataset<Row> table = Tables.of(spark, schema, rows.toArray(new Row[0])).coalesce(1);
    TableWriter.write(table, location, format, TableWriter.Mode.ERROR);
    List<Row> back = read(format);
    assertThat(back).hasSameSizeAs(NASTY);
    for (int i = 0; i < NASTY.size(); i++) {
      assertThat(back.get(i).<Object>getAs("id")).hasToString(String.valueOf(i));
      assertThat(back.get(i).<String>getAs("text")).as("text %d", i).isEqualTo(NASTY.get(i));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JSONL", "CSV", "PARQUET"}) // Spark's ORC has no dots in names
  void write_columnNamesWithDotsAndBackticks_comeBack(TableFormat format) {
    StructType schema =
        new StructType().add("a.b", DataTypes.StringType).add("c`d", DataTypes.StringType);
    TableWriter.write(
        Tables.of(spark, schema, RowFactory.create("1", "2")),
        location,
        format,
        TableWriter.Mode.ERROR);
    Row row = read(format).get(0);
    assertThat(row.<String>getAs("a.b")).isEqualTo("1");
    assertThat(row.<String>getAs("c`d")).isEqualTo("2");
  }

  @Test
  void write_nullsAsJson_areWrittenOut() {
    StructType schema =
        new StructType().add("text", DataTypes.StringType).add("error", DataTypes.StringType);
    TableWriter.write(
        Tables.of(spark, schema, RowFactory.create("a", null)),
        location,
        TableFormat.JSONL,
        TableWriter.Mode.ERROR);
    assertThat(Tables.read(Tables.parts(Path.of(location)).get(0)))
        .isEqualTo("{\"text\":\"a\",\"error\":null}\n");
  }

  @Test
  void write_overwrite_replacesTheTable() {
    TableWriter.write(numbers(5), location, TableFormat.PARQUET, TableWriter.Mode.ERROR);
    TableWriter.write(numbers(2), location, TableFormat.PARQUET, TableWriter.Mode.OVERWRITE);
    assertThat(read(TableFormat.PARQUET)).hasSize(2);
  }

  @Test
  void write_errorModeAndTaken_leavesWhatIsThere() {
    TableWriter.write(numbers(5), location, TableFormat.PARQUET, TableWriter.Mode.ERROR);
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(
            () ->
                TableWriter.write(
                    numbers(2), location, TableFormat.PARQUET, TableWriter.Mode.ERROR))
        .withMessageContaining("already exists");
    assertThat(read(TableFormat.PARQUET)).hasSize(5);
  }

  @Test
  void requireWritable_takenAndErrorMode_saysWhatToDo() {
    String taken = Tables.text(folder.resolve("taken"), "");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> OutputPlace.requireWritable(taken, TableWriter.Mode.ERROR, hadoop))
        .withMessage(
            "Cannot write %s: it exists (name another --output, or say --mode overwrite)"
                .formatted(taken));
    assertThatCode(
            () -> {
              OutputPlace.requireWritable(taken, TableWriter.Mode.OVERWRITE, hadoop);
              OutputPlace.requireWritable(location, TableWriter.Mode.ERROR, hadoop);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void requireWritable_unknownFileSystem_isRefused() {
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(
            () -> OutputPlace.requireWritable("nosuch://h/out", TableWriter.Mode.ERROR, hadoop))
        .withMessageStartingWith("Cannot write nosuch://h/out: ");
  }

  @Test
  void requireApart_outputAroundTheInput_isRefused() {
    Tables.text(folder.resolve("data/day/a.csv"), "");
    String input = folder + "/data/day";
    for (String taken : List.of(input, input + "/", "file:" + input, folder + "/data")) {
      assertThatExceptionOfType(TableException.class)
          .isThrownBy(() -> OutputPlace.requireApart(taken, input, hadoop))
          .withMessage(
              "Cannot write %s: it holds the input %s, which it would replace or mix with (name another --output)"
                  .formatted(taken, input));
    }
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> OutputPlace.requireApart(input, folder + "/data/*/*.csv", hadoop));
    for (String free : List.of(input + "2", input + "/out", folder + "/other")) {
      assertThatCode(() -> OutputPlace.requireApart(free, input, hadoop))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void requireRepresentable_nestedOrBinaryColumnAsCsv_namesIt() {
    assertCsvRefused(DataTypes.createArrayType(DataTypes.StringType), "array<string>");
    assertCsvRefused(new StructType().add("x", DataTypes.LongType), "struct<x:bigint>");
    assertCsvRefused(DataTypes.BinaryType, "binary");
  }

  private static void assertCsvRefused(DataType type, String name) {
    StructType schema = new StructType().add("id", DataTypes.LongType).add("more", type);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> TableWriter.requireRepresentable(schema, TableFormat.CSV))
        .withMessage(
            "Cannot write column 'more' of type %s as CSV (use --output-format parquet or jsonl)"
                .formatted(name));
    assertThatCode(
            () -> {
              TableWriter.requireRepresentable(schema, TableFormat.JSONL);
              TableWriter.requireRepresentable(schema, TableFormat.PARQUET);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void requireRepresentable_plainColumns_suitEveryFormat() {
    StructType schema =
        new StructType()
            .add("a", DataTypes.StringType)
            .add("b", DataTypes.DoubleType)
            .add("c", DataTypes.BooleanType)
            .add("d", DataTypes.TimestampType);
    for (TableFormat format : TableFormat.values()) {
      assertThatCode(() -> TableWriter.requireRepresentable(schema, format))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void writeBeside_file_isReadBackAndSkippedByReaders() {
    TableWriter.write(numbers(3), location, TableFormat.JSONL, TableWriter.Mode.ERROR);
    TableWriter.writeBeside(location, "_about.json", "{\"ü\":1}", hadoop);
    TableWriter.writeBeside(location, "_about.json", "{\"ü\":2}", hadoop);
    assertThat(TableWriter.readBeside(location, "_about.json", hadoop)).isEqualTo("{\"ü\":2}");
    assertThat(read(TableFormat.JSONL)).hasSize(3);
  }

  @Test
  void readBeside_notThere_namesTheFile() {
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> TableWriter.readBeside(location, "_about.json", hadoop))
        .withMessageStartingWith("Cannot read " + location + "/_about.json: ");
  }

  @Test
  void hasBeside_filesFoldersAndGlobs_isTrueOnlyOfAFolderThatHasIt() {
    TableWriter.write(numbers(3), location, TableFormat.JSONL, TableWriter.Mode.ERROR);
    assertThat(TableWriter.hasBeside(location, "_about.json", hadoop)).isFalse();
    TableWriter.writeBeside(location, "_about.json", "{}", hadoop);
    assertThat(TableWriter.hasBeside(location, "_about.json", hadoop)).isTrue();
    String file = location + "/_about.json";
    assertThat(TableWriter.hasBeside(file, "_about.json", hadoop)).isFalse();
    assertThat(TableWriter.hasBeside(location + "/*", "_about.json", hadoop)).isFalse();
    assertThat(TableWriter.hasBeside(location + "none", "_about.json", hadoop)).isFalse();
  }
}
