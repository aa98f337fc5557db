// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
final class TableReaderTest {
  private final SparkSession spark;
  private final Path folder;

  TableReaderTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private Dataset<Row> read(String name, String text) {
    return read(Tables.text(folder.resolve(name), text));
  }

  private Dataset<Row> read(String location) {
    return TableReader.read(spark, location, Optional.empty());
  }

  private static List<Row> rows(Dataset<Row> table, String... columns) {
    return table.selectExpr(columns).collectAsList();
  }

  @Test
  void read_jsonl_keepsTypesAndNestedColumns() {
    Dataset<Row> table =
        read(
            "a.jsonl",
            """
            {"id":1,"text":"a","more":{"tags":["x","y"],"n":1.5}}

            {"id":2,"text":null,"extra":true}
            """);
    assertThat(table.schema().simpleString())
        .isEqualTo(
            "struct<extra:boolean,id:bigint,more:struct<n:double,tags:array<string>>,text:string>");
    assertThat(TableReader.mayBeMalformed(table)).isFalse();
    assertThat(rows(table, "id", "text", "more.tags[1]", "extra"))
        .containsExactly(
            RowFactory.create(1L, "a", "y", null), RowFactory.create(2L, null, null, true));
  }

  @Test
  void read_jsonlWithMalformedLines_keepsThemWhole() {
    Dataset<Row> table =
        read(
            "a.jsonl",
            "{\"text\":\"a\"}\n{\"text\":\"b\",\nnot json, \"really\"\n[1]\n{\"text\":\"c\"}");
    assertThat(TableReader.mayBeMalformed(table)).isTrue();
    assertThat(rows(table, "text", TableReader.MALFORMED))
        .containsExactly(
            RowFactory.create("a", null),
            RowFactory.create(null, "{\"text\":\"b\","),
            RowFactory.create(null, "not json, \"really\""),
            RowFactory.create(null, "[1]"),
            RowFactory.create("c", null));
  }

  @Test
  void read_jsonlWithMixedTypes_readsThemAsText() {
    Dataset<Row> table =
        read("a.jsonl", "{\"text\":1}\n{\"text\":\"a\"}\n{\"text\":{\"x\":1}}\n{\"text\":[true]}");
    assertThat(rows(table, "text"))
        .extracting(row -> row.getString(0))
        .containsExactly("1", "a", "{\"x\":1}", "[true]");
  }

  @Test
  void read_jsonlWithoutOneGoodLine_isRefused() {
    String location = Tables.lines(folder.resolve("a.jsonl"), "id,text", "1,a");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> read(location))
        .withMessage(
            "Cannot use %s: no line can be parsed (must be one JSON object a line; or say --input-format)"
                .formatted(location));
  }

  @Test
  void read_packedJsonl_isUnpacked() throws IOException {
    Path file = folder.resolve("a.jsonl.gz");
    Files.write(file, Tables.gzipped("{\"text\":\"ü😀\"}\n"));
    assertThat(rows(read(file.toString()), "text")).containsExactly(RowFactory.create("ü😀"));
  }

  @Test
  void read_csv_readsQuotesAndLineBreaks() {
    Dataset<Row> table =
        read(
            "a.csv",
            "id,text\r\n1,\"say \"\"hi\"\", twice\"\r\n2,\"two\nlines\"\r\n3, spaced \r\n4,a\\b\r\n");
    assertThat(rows(table, "id", "text", TableReader.MALFORMED))
        .containsExactly(
            RowFactory.create("1", "say \"hi\", twice", null),
            RowFactory.create("2", "two\nlines", null),
            RowFactory.create("3", " spaced ", null),
            RowFactory.create("4", "a\\b", null));
  }

  @Test
  void read_csv_tellsEmptyFromMissing() {
    assertThat(rows(read("a.csv", "id,text\n1,\n2,\"\"\n"), "id", "text"))
        .containsExactly(RowFactory.create("1", null), RowFactory.create("2", ""));
  }

  @Test
  void read_csvRecordsOfAnotherLength_keepsThemWhole() {
    Dataset<Row> table =
        read("a.csv", "id,text,label\n1,a,x\n2,short\n3,\"lo,ng\",y,\"more\"\n4,b,z\n");
    assertThat(rows(table, "id", TableReader.MALFORMED))
        .containsExactly(
            RowFactory.create("1", null),
            RowFactory.create("2", "2,short"),
            RowFactory.create("3", "3,\"lo,ng\",y,\"more\""),
            RowFactory.create("4", null));
  }

  @Test
  void read_parquet_keepsTypes() {
    String location = folder.resolve("t").toString();
    spark.range(3).selectExpr("id", "array(id) as more").coalesce(1).write().parquet(location);
    Dataset<Row> table = read(location);
    assertThat(table.schema().simpleString()).isEqualTo("struct<id:bigint,more:array<bigint>>");
    assertThat(TableReader.mayBeMalformed(table)).isFalse();
    assertThat(rows(table, "id + more[0]"))
        .containsExactly(RowFactory.create(0L), RowFactory.create(2L), RowFactory.create(4L));
  }

  @Test
  void read_folderAndGlob_readAllTheirFiles() {
    Tables.lines(folder.resolve("t/a.jsonl"), "{\"text\":\"a\"}");
    Tables.lines(folder.resolve("t/b.jsonl"), "{\"text\":\"b\",\"label\":1}");
    Tables.lines(folder.resolve("t/_summary.json"), "{\"rows\":1}");
    assertThat(rows(read(folder + "/t"), "text", "label"))
        .containsExactlyInAnyOrder(RowFactory.create("a", null), RowFactory.create("b", 1L));
    assertThat(rows(read(folder + "/t/b*"), "text")).containsExactly(RowFactory.create("b"));
  }

  @Test
  void read_subFolders_areRefusedUnlessAGlobOrColumnsNameThem() {
    Tables.lines(folder.resolve("t/a.csv"), "text", "a");
    Tables.lines(folder.resolve("t/more/b.csv.txt.csv"), "text", "b");
    assertRefused(
        folder + "/t",
        "Cannot read %1$s/t: the files in its folder more would be left out (must be files, or folders named column=value; name the files with a glob such as %1$s/t/*/*.csv.txt.csv)"
            .formatted(folder));
    assertThat(rows(read(folder + "/t/*/*.csv"), "text")).containsExactly(RowFactory.create("b"));
    Tables.lines(folder.resolve("h/lang=de/a.csv"), "text", "a");
    Tables.lines(folder.resolve("h/lang=en/b.csv"), "text", "b");
    assertThat(rows(read(folder + "/h"), "text", "lang"))
        .containsExactlyInAnyOrder(RowFactory.create("a", "de"), RowFactory.create("b", "en"));
    Tables.lines(folder.resolve("h/lang=en/deep/c.csv"), "text", "c");
    assertRefused(folder + "/h", "the files in its folder deep would be left out");
  }

  @Test
  void read_subFoldersWithoutFiles_areNothing() throws IOException {
    Tables.lines(folder.resolve("t/a.csv"), "text", "a");
    Files.createDirectories(folder.resolve("t/empty"));
    Tables.lines(folder.resolve("t/_temporary/b.csv"), "text", "b");
    assertThat(rows(read(folder + "/t"), "text")).containsExactly(RowFactory.create("a"));
  }

  @Test
  void read_csvFilesOfOneHeader_areOneTable() throws IOException {
    Tables.lines(folder.resolve("t/a.csv"), "id,\"the \"\"text\"\"\"", "1,a");
    Files.write(
        folder.resolve("t/b.csv.gz"),
        Tables.gzipped("\uFEFF\"id\",\"the \"\"text\"\"\"\r\n2,b\r\n"));
    Tables.text(folder.resolve("t/c.csv"), "");
    assertThat(rows(read(folder + "/t"), "id", "`the \"text\"`"))
        .containsExactlyInAnyOrder(RowFactory.create("1", "a"), RowFactory.create("2", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label,id,text|column 1 of b.csv is 'label', of a.csv it is 'id'",
        "id,text|column 3 of b.csv is missing, of a.csv it is 'label'",
        "id,text,label,more|column 4 of b.csv is 'more', of a.csv it is missing",
        "2,b,y|column 1 of b.csv is '2', of a.csv it is 'id'",
        "id,,label|column 2 of b.csv is '', of a.csv it is 'text'",
        "id,Text,label|column 2 of b.csv is 'Text', of a.csv it is 'text'",
      })
  void read_csvFilesOfDifferentHeaders_areRefusedNamingTheColumn(String header, String problem) {
    Tables.lines(folder.resolve("t/a.csv"), "id,text,label", "1,a,x");
    Tables.lines(folder.resolve("t/b.csv"), header, "2,b,y");
    assertRefused(
        folder + "/t",
        "Cannot read %s/t: %s (must have one header, with columns in one order; "
            .formatted(folder, problem));
  }

  @Test
  void read_packedCsvFilesOfDifferentHeaders_areRefused() throws IOException {
    Tables.lines(folder.resolve("t/a.csv"), "id,text", "1,a");
    Files.write(folder.resolve("t/b.csv.gz"), Tables.gzipped("text,id\nb,2\n"));
    assertRefused(folder + "/t", "column 1 of b.csv.gz is 'text', of a.csv it is 'id'");
  }

  @Test
  void read_damagedFileAmongOthers_isNamed() throws IOException {
    Tables.lines(folder.resolve("t/a.csv"), "id,text", "1,a");
    Files.writeString(folder.resolve("t/b.csv.gz"), "id,text\n2,b\n");
    assertRefused(folder + "/t", "b.csv.gz: not a gzip file (write it again, or correct its name");
  }

  private void assertRefused(String location, String message) {
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> read(location))
        .withMessageContaining(message);
  }

  @Test
  void read_namedFormat_winsOverTheName() {
    String location = Tables.lines(folder.resolve("a.txt"), "id,text", "1,a");
    assertThat(rows(TableReader.read(spark, location, Optional.of(TableFormat.CSV)), "text"))
        .containsExactly(RowFactory.create("a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a.jsonl|''", "a.jsonl|'\n\n'", "a.csv|''", "a.csv|'\n \n'", "a.csv|'id,text\n'"})
  void read_noRows_isRefused(String name, String text) {
    String location = Tables.text(folder.resolve(name), text);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> read(location))
        .withMessage("Cannot use %s: it holds no rows".formatted(location));
  }

  @ParameterizedTest
  @EnumSource
  void read_nothingThere_isRefusedForEveryFormat(TableFormat format) {
    String location = folder.resolve("missing").toString();
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> TableReader.read(spark, location, Optional.of(format)))
        .withMessage("Cannot read %s: there is no such file or folder".formatted(location));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void spread_packedFile_keepsTheGlobalOrder(int partitions) throws IOException {
    Path file = folder.resolve("a.jsonl.gz");
    String lines =
        IntStream.range(0, 200).mapToObj("{\"id\":%d}%n"::formatted).collect(Collectors.joining());
    Files.write(file, Tables.gzipped(lines));
    Dataset<Row> table = read(file.toString());
    assertThat(table.javaRDD().getNumPartitions()).isEqualTo(1);
    Dataset<Row> spread = TableReader.spread(table, partitions);
    assertThat(spread.javaRDD().getNumPartitions()).isEqualTo(partitions);
    assertThat(spread.columns()).containsExactly("id");
    assertThat(spread.collectAsList())
        .extracting(row -> row.getLong(0))
        .isEqualTo(IntStream.range(0, 200).mapToObj(i -> (long) i).toList());
    assertThat(spread.javaRDD().glom().collect()).allSatisfy(part -> assertThat(part).isNotEmpty());
  }

  @Test
  void spread_enoughPartitions_leavesTheTable() {
    Dataset<Row> table = spark.range(0, 10, 1, 3).toDF();
    assertThat(TableReader.spread(table, 3)).isSameAs(table);
    assertThat(TableReader.spread(table, 2)).isSameAs(table);
  }

  @Test
  void read_columnNamesWithDotsAndBackticks_areKept() {
    List<String> names = Arrays.asList("a.b", "c`d", "e f");
    assertThat(read("a.csv", "a.b,c`d,e f\n1,2,3\n").columns()).startsWith("a.b", "c`d", "e f");
    assertThat(read("a.jsonl", "{\"a.b\":1,\"c`d\":2,\"e f\":3}\n").columns())
        .containsExactlyElementsOf(names);
  }
}
