// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Labels as the names that bundles know, whatever their column's type: a number's name is its text,
 * and that of 1.0 is {@code 1}. No number is taken for an index, since bundles may have numbers for
 * names.
 */
final class LabelText {
  private LabelText() {}

  /**
   * Refuses a column that cannot hold labels.
   *
   * @throws IllegalArgumentException if it is missing, or neither strings nor numbers
   */
  static void require(StructType schema, String column, String param) {
    InputColumns.requireColumn(schema, column, param);
    DataType type = schema.apply(column).dataType();
    if (!(type instanceof StringType || type instanceof NumericType)) {
      throw new IllegalArgumentException(
          "Cannot use column '%s' of type %s (must be strings or numbers; name another column with %s)"
              .formatted(column, type.simpleString(), param));
    }
  }

  /** The column's labels as names; null where it is null or blank. */
  static Column of(StructType schema, String column) {
    Column label = col(InputColumns.quoted(column));
    Column text = label.cast(DataTypes.StringType);
    if (schema.apply(column).dataType() instanceof NumericType) {
      Column whole = label.cast(DataTypes.LongType);
      return when(whole.equalTo(label), whole.cast(DataTypes.StringType)).otherwise(text);
    }
    return when(trim(text).notEqual(""), text);
  }
}
