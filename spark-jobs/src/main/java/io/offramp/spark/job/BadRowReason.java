// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.substring_index;

import io.offramp.spark.ml.InputColumns;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Why some rows could not be scored.
 *
 * @param reason their errors' words before the first colon, behind which their own text stands
 * @param rows how many they are
 * @param exampleId the least of their ids, as text; empty: they have none
 */
public record BadRowReason(String reason, long rows, Optional<String> exampleId) {
  private static final int MOST = 10;

  /** The ten most frequent reasons among rows, of which those without an error do not count. */
  static List<BadRowReason> of(Dataset<Row> rows, String errorColumn, Optional<String> id) {
    Column error = col(InputColumns.quoted(errorColumn));
    Column example =
        id.map(column -> col(InputColumns.quoted(column))).orElse(lit(null)).cast("string");
    return rows
        .filter(error.isNotNull())
        .groupBy(substring_index(error, ":", 1).as("reason"))
        .agg(count(lit(1)).as("rows"), min(example).as("example"))
        .orderBy(col("rows").desc(), col("reason"))
        .takeAsList(MOST)
        .stream()
        .map(
            row ->
                new BadRowReason(
                    row.getString(0), row.getLong(1), Optional.ofNullable(row.getString(2))))
        .toList();
  }

  /** Such as "12 x text is empty (row 17, say)". */
  @Override
  public String toString() {
    return "%,d x %s%s"
        .formatted(rows, reason, exampleId.map(" (row %s, say)"::formatted).orElse(""));
  }
}
