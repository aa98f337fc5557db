// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TableFormatTest {
  @ParameterizedTest
  @CsvSource({
    "a.jsonl,JSONL",
    "a.ndjson,JSONL",
    "a.json,JSONL",
    "A.JSONL,JSONL",
    "a.jsonl.gz,JSONL",
    "a.json.bz2,JSONL",
    "a.ndjson.zst,JSONL",
    "a.csv,CSV",
    "a.Csv.GZ,CSV",
    "part-0.snappy.parquet,PARQUET",
    "a.txt,TEXT",
    "a.text.gz,TEXT",
    "part-0.zlib.orc,ORC"
  })
  void ofFile_knownEnding_isTheFormat(String name, TableFormat format) {
    assertThat(TableFormat.ofFile(name)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.log", "a.gz", "jsonl", "a.csv.zip", "a.jsonl.backup", ""})
  void ofFile_unknownEnding_isNone(String name) {
    assertThat(TableFormat.ofFile(name)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void ofId_itsOwnId_isTheFormat(TableFormat format) {
    assertThat(TableFormat.ofId(format.id())).isEqualTo(format);
  }

  @Test
  void ofId_unknown_listsThoseThereAre() {
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> TableFormat.ofId("JSONL"))
        .withMessage(
            "Cannot use format 'JSONL' (must be one of [jsonl, csv, parquet, text, orc, delta, iceberg])");
  }
}
