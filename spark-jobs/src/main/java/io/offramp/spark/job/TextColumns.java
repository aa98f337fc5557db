// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.offramp.spark.ml.InputColumns;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/**
 * The names of the columns that jobs read.
 *
 * @param text first text
 * @param pair second text, where there is one
 * @param label label; any type, compared by its text form
 * @param id key that is passed through
 */
public record TextColumns(String text, String pair, String label, String id) {
  /** The names that options default to. */
  public static final TextColumns DEFAULT = new TextColumns("text", "text_pair", "label", "id");

  /**
   * The label column if the table has it. A label column that was named on purpose must be there.
   *
   * @throws IllegalArgumentException if it was named, and is not
   */
  Optional<String> labelIn(StructType schema) {
    return optional(schema, label, DEFAULT.label, "--label-col");
  }

  /** The id column if the table has it; likewise. */
  Optional<String> idIn(StructType schema) {
    return optional(schema, id, DEFAULT.id, "--id-col");
  }

  /**
   * A label column as text; a blank label is none, since many CSV files write {@code ""} for it.
   */
  static Column labelText(String column) {
    Column text = col(InputColumns.quoted(column)).cast("string");
    return when(trim(text).notEqual(""), text);
  }

  private static Optional<String> optional(
      StructType schema, String column, String usual, String flag) {
    if (!column.equals(usual)) {
      InputColumns.requireColumn(schema, column, flag);
    }
    return InputColumns.has(schema, column) ? Optional.of(column) : Optional.empty();
  }
}
