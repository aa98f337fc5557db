// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Checks of a table's columns, with messages that say what is there and what to do. */
public final class InputColumns {
  private InputColumns() {}

  /**
   * The index of a text column.
   *
   * @param flag the option that names the column, for the message
   * @throws IllegalArgumentException if it is missing, or no string
   */
  public static int text(StructType schema, String column, String flag) {
    requireColumn(schema, column, flag);
    DataType type = schema.apply(column).dataType();
    if (!type.equals(DataTypes.StringType)) {
      throw new IllegalArgumentException(
          "Cannot read text from column '%s' of type %s (must be string; name another column with %s, or cast it)"
              .formatted(column, type.simpleString(), flag));
    }
    return schema.fieldIndex(column);
  }

  /**
   * Refuses a table that lacks a column.
   *
   * @throws IllegalArgumentException listing the columns there are
   */
  public static void requireColumn(StructType schema, String column, String flag) {
    if (!has(schema, column)) {
      throw new IllegalArgumentException(
          "Cannot find column '%s' (the input has %s; name the right one with %s)"
              .formatted(column, shown(schema), flag));
    }
  }

  /**
   * Refuses a column without plain values, as arrays and bytes are: nothing is named by them.
   *
   * @throws IllegalArgumentException if it is missing, or holds these
   */
  public static void requirePlain(StructType schema, String column, String flag) {
    requireColumn(schema, column, flag);
    DataType type = schema.apply(column).dataType();
    if (!(type instanceof AtomicType) || type instanceof BinaryType) {
      throw new IllegalArgumentException(
          "Cannot use column '%s' of type %s (must be numbers or text; name another column with %s)"
              .formatted(column, type.simpleString(), flag));
    }
  }

  /** The user's columns; those that begin so are ours. */
  public static List<String> shown(StructType schema) {
    return Arrays.stream(schema.fieldNames())
        .filter(name -> !name.startsWith("_offramp_"))
        .toList();
  }

  /** A column name that Spark takes literally, dots and all. */
  public static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  /** Whether the table has a column of exactly that name. */
  public static boolean has(StructType schema, String column) {
    return Arrays.asList(schema.fieldNames()).contains(column);
  }

  /** Whether there is a column of this name in any case: Spark's names ignore it. */
  public static boolean hasInAnyCase(StructType schema, String column) {
    return Arrays.stream(schema.fieldNames()).anyMatch(column::equalsIgnoreCase);
  }

  /**
   * Refuses to add columns that are there already, in any case: Spark's names ignore it.
   *
   * @throws IllegalArgumentException naming the first clash
   */
  static void requireAbsent(StructType schema, List<String> added) {
    for (String column : added) {
      for (String present : schema.fieldNames()) {
        if (present.equalsIgnoreCase(column)) {
          throw new IllegalArgumentException(
              "Cannot add column '%s': the input has one already (drop or rename it first, or give the added columns a prefix with --output-prefix)"
                  .formatted(present));
        }
      }
    }
  }
}
