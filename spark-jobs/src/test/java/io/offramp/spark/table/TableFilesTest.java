// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableFilesTest {
  private final Configuration hadoop = new Configuration();
  private final Path folder;

  TableFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String file(String name) {
    return Tables.text(folder.resolve(name), "");
  }

  private TableFormat format(String location) {
    return TableFiles.format(location, hadoop);
  }

  private void assertRefused(String location, String message) {
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> format(location))
        .withMessage(message);
  }

  @Test
  void format_file_isByItsName() {
    assertThat(format(file("a.jsonl.gz"))).isEqualTo(TableFormat.JSONL);
    assertThat(format(file("b.csv"))).isEqualTo(TableFormat.CSV);
    assertThat(format("file:" + file("c.parquet"))).isEqualTo(TableFormat.PARQUET);
  }

  @Test
  void format_folder_isByTheFilesInIt() {
    file("table/part-0.csv");
    file("table/day=1/part-0.csv.gz");
    file("table/_SUCCESS");
    file("table/.part-0.csv.crc");
    file("table/_temporary/part-1.parquet");
    assertThat(format(folder.resolve("table").toString())).isEqualTo(TableFormat.CSV);
  }

  @Test
  void format_glob_isByTheFilesItMatches() {
    file("a.csv");
    file("b.jsonl");
    file("c.jsonl");
    assertThat(format(folder + "/[bc].*")).isEqualTo(TableFormat.JSONL);
    assertThat(format(folder + "/*.csv")).isEqualTo(TableFormat.CSV);
  }

  @Test
  void format_severalFormats_areNamed() {
    file("t/a.csv");
    file("t/b.jsonl");
    file("t/c.parquet");
    assertRefused(
        folder + "/t",
        "Cannot read %s/t: its files have formats [jsonl, csv, parquet] (must be one; name the files of one with a glob)"
            .formatted(folder));
  }

  @Test
  void format_unknownEnding_namesTheFile() {
    file("t/a.csv");
    file("t/notes.log");
    assertRefused(
        folder + "/t",
        "Cannot tell the format of notes.log in %s/t (must end in .jsonl, .csv, .parquet, .txt or .orc, packed or not; or say --input-format)"
            .formatted(folder));
  }

  @Test
  void format_nothingThere_isRefused() {
    String missing = folder + "/none.csv";
    assertRefused(missing, "Cannot read %s: there is no such file or folder".formatted(missing));
    String glob = folder + "/*.csv";
    assertRefused(glob, "Cannot read %s: there is no such file or folder".formatted(glob));
    assertRefused("", "Cannot read : Can not create a Path from an empty string");
  }

  @Test
  void format_folderWithoutData_isRefused() throws IOException {
    Files.createDirectory(folder.resolve("t"));
    file("t/_SUCCESS");
    assertRefused(folder + "/t", "Cannot read %s/t: the folder has no files".formatted(folder));
  }

  @Test
  void format_unknownFileSystem_isRefused() {
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> format("nosuch://host/a.csv"))
        .withMessageStartingWith("Cannot read nosuch://host/a.csv: ")
        .withMessageContaining("nosuch");
  }
}
