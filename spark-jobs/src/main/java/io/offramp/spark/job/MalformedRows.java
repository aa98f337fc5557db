// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.TableReader;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Carries lines that could not be parsed through a job: not scored, and kept whole in the error.
 */
final class MalformedRows {
  private MalformedRows() {}

  /** Hides what a malformed line's text column may hold, so that a half-read row is not scored. */
  static Dataset<Row> hideText(Dataset<Row> rows, String textColumn) {
    if (!TableReader.mayBeMalformed(rows) || !hasColumn(rows, textColumn)) {
      return rows;
    }
    return rows.withColumn(
        textColumn, when(malformed().isNull(), col(InputColumns.quoted(textColumn))));
  }

  /** Moves the malformed line into the error column. */
  static Dataset<Row> intoError(Dataset<Row> rows, String errorColumn) {
    if (!TableReader.mayBeMalformed(rows)) {
      return rows;
    }
    Column error =
        when(malformed().isNotNull(), concat(lit("malformed line: "), malformed()))
            .otherwise(col(InputColumns.quoted(errorColumn)));
    return rows.withColumn(errorColumn, error).drop(TableReader.MALFORMED);
  }

  /** The schema without the column that holds malformed lines. */
  static StructType withoutLine(StructType schema) {
    return new StructType(
        Arrays.stream(schema.fields())
            .filter(field -> !field.name().equals(TableReader.MALFORMED))
            .toArray(StructField[]::new));
  }

  private static Column malformed() {
    return col(TableReader.MALFORMED);
  }

  private static boolean hasColumn(Dataset<Row> rows, String column) {
    return Arrays.asList(rows.columns()).contains(column);
  }
}
