// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.ml.InputColumns;
import java.util.HashSet;
import java.util.List;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Whether a table can be written into folders by the values of columns. */
final class PartitionChoice {
  private PartitionChoice() {}

  /**
   * Refuses columns that are missing, double, nested or binary.
   *
   * @param schema of the scored rows
   * @throws IllegalArgumentException naming the column
   */
  static void require(List<String> columns, StructType schema) {
    HashSet<String> seen = new HashSet<>();
    for (String column : columns) {
      InputColumns.requireColumn(schema, column, "--partition-by");
      DataType type = schema.apply(column).dataType();
      if (!(type instanceof AtomicType) || type.equals(DataTypes.BinaryType)) {
        throw new IllegalArgumentException(
            "Cannot partition by column '%s' of type %s (must be text, a number, a date or a time)"
                .formatted(column, type.simpleString()));
      }
      if (!seen.add(column)) {
        throw new IllegalArgumentException(
            "Cannot partition by column '%s' twice (name it once in --partition-by)"
                .formatted(column));
      }
    }
  }
}
