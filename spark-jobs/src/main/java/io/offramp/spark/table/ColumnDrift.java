// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which files have columns that those before them had not, or had of another type: read with the
 * known columns, theirs would be lost without a word. Columns may be missing, and JSON's whole
 * numbers may come where fractions are known.
 */
final class ColumnDrift {
  private final SparkSession spark;
  private final String location;
  private final TableFormat format;
  private final StructType known;

  ColumnDrift(SparkSession spark, String location, TableFormat format, StructType known) {
    this.spark = spark;
    this.location = location;
    this.format = format;
    this.known = known;
  }

  /** The files that differ; one by one they are looked at only if all together do. */
  List<DamagedFile> of(List<Path> files) {
    if (files.isEmpty() || problem(files).isEmpty()) {
      return List.of();
    }
    return files.stream()
        .flatMap(
            file ->
                problem(List.of(file)).stream()
                    .map(problem -> new DamagedFile(file.toString(), problem)))
        .toList();
  }

  private Optional<String> problem(List<Path> files) {
    Dataset<Row> rows;
    try {
      rows = FileTable.of(spark, location, files, format, Optional.empty()).rows();
    } catch (TableException e) {
      return Optional.of("its columns differ from those of another new file");
    } catch (RuntimeException e) {
      return Optional.empty(); // damaged: whoever reads it says so
    }
    return Stream.of(rows.schema().fields())
        .filter(field -> !field.name().equals(TableReader.MALFORMED))
        .flatMap(field -> problem(field, rows).stream())
        .findFirst();
  }

  private Optional<String> problem(StructField field, Dataset<Row> rows) {
    Optional<StructField> before =
        Stream.of(known.fields()).filter(f -> f.name().equals(field.name())).findFirst();
    if (before.isEmpty()) {
      return Optional.of(
          "it has a column '%s', which files before it had not".formatted(field.name()));
    }
    DataType expected = before.get().dataType();
    if (same(field.dataType(), expected) || isNothing(field.name(), rows)) {
      return Optional.empty();
    }
    return Optional.of(
        "its column '%s' is %s, in files before it %s"
            .formatted(field.name(), field.dataType().catalogString(), expected.catalogString()));
  }

  private boolean same(DataType found, DataType expected) {
    return found.catalogString().equals(expected.catalogString())
        || (format == TableFormat.JSONL
            && found.equals(DataTypes.LongType)
            && expected.equals(DataTypes.DoubleType));
  }

  /** Of a JSON column of nulls the type is anybody's guess. */
  private boolean isNothing(String column, Dataset<Row> rows) {
    return format == TableFormat.JSONL
        && rows.filter(col("`" + column.replace("`", "``") + "`").isNotNull()).isEmpty();
  }
}
