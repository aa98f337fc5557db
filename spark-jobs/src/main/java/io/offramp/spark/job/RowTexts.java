// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.offramp.calibration.report.ReportInput.RowWords;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.trace.RowIds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The texts of a few rows of a table, found by the rows' ids. */
final class RowTexts {
  private final Dataset<Row> rows;

  private RowTexts(Dataset<Row> rows) {
    this.rows = rows;
  }

  /**
   * A table with ids and texts, and second texts if it has any.
   *
   * @throws IllegalArgumentException if it lacks one of the columns; that of second texts only if
   *     it was named on purpose
   */
  static RowTexts read(SparkSession spark, String table, TextColumns columns) {
    Dataset<Row> rows =
        MalformedRows.hideText(TableReader.read(spark, table, Optional.empty()), columns.text());
    InputColumns.text(rows.schema(), columns.text(), "--text-col");
    InputColumns.requireColumn(rows.schema(), columns.id(), "--id-col");
    Column second =
        columns
            .pairIn(rows.schema())
            .map(pair -> col(InputColumns.quoted(pair)))
            .orElse(lit(null).cast("string"));
    return new RowTexts(
        rows.select(
            col(InputColumns.quoted(columns.id())).cast("string").as("id"),
            col(InputColumns.quoted(columns.text())).as("text"),
            second.as("pair")));
  }

  private Map<String, RowWords> of(List<String> ids) {
    Map<String, RowWords> words = new HashMap<>();
    Set<String> met = new HashSet<>();
    for (Row row : rows.where(col("id").isin(ids.toArray())).collectAsList()) {
      String id = row.getString(0);
      if (!met.add(id)) {
        words.remove(id); // whose text it is nobody can say
      } else {
        words.put(
            id,
            new RowWords(
                Optional.of(id),
                Optional.ofNullable(row.getString(1)),
                Optional.ofNullable(row.getString(2))));
      }
    }
    return words;
  }

  /** What is known of rows of a trace, by their numbers. */
  static Map<Integer, RowWords> words(RowIds ids, int[] rows, Optional<RowTexts> table) {
    List<String> keys = Arrays.stream(rows).mapToObj(ids::get).toList();
    Map<String, RowWords> texts = table.map(from -> from.of(keys)).orElse(Map.of());
    Map<Integer, RowWords> words = new HashMap<>();
    for (int row : rows) {
      String id = ids.get(row);
      words.put(
          row,
          texts.getOrDefault(
              id, new RowWords(Optional.of(id), Optional.empty(), Optional.empty())));
    }
    return words;
  }
}
