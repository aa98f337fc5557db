// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Whether rows can be added to a table: both must have the same columns. */
final class SameColumns {
  private SameColumns() {}

  /**
   * Refuses columns that differ.
   *
   * @param format where it is text, types are not compared, as files do not say them, and of CSV
   *     the order is
   * @param folders columns that are in folders' names and so have no type
   * @throws TableException naming them
   */
  static void require(
      String location,
      StructType there,
      StructType added,
      TableFormat format,
      List<String> folders) {
    List<String> problems = problems(there, added, format, folders);
    if (!problems.isEmpty()) {
      throw new TableException(
          "Cannot append to %s: columns differ: %s (must be the same; name another --output, or say --mode overwrite)"
              .formatted(location, String.join(", ", problems)));
    }
  }

  /** What differs, in words; see {@link #require}. */
  static List<String> problems(
      StructType there, StructType added, TableFormat format, List<String> folders) {
    boolean typed = format != TableFormat.JSONL && format != TableFormat.CSV;
    Map<String, String> old = types(there, folders);
    Map<String, String> fresh = types(added, folders);
    List<String> problems = new ArrayList<>();
    old.forEach(
        (column, type) -> {
          String other = fresh.get(column);
          if (other == null) {
            problems.add("the new rows lack '%s'".formatted(column));
          } else if (typed && !other.equals(type)) {
            problems.add("'%s' is %s there, %s in the new rows".formatted(column, type, other));
          }
        });
    fresh.keySet().stream()
        .filter(column -> !old.containsKey(column))
        .forEach(column -> problems.add("the table lacks '%s'".formatted(column)));
    boolean ordered = List.copyOf(old.keySet()).equals(List.copyOf(fresh.keySet()));
    if (problems.isEmpty() && format == TableFormat.CSV && !ordered) {
      problems.add(
          "their order is %s there, %s in the new rows".formatted(old.keySet(), fresh.keySet()));
    }
    return problems;
  }

  private static Map<String, String> types(StructType schema, List<String> folders) {
    Map<String, String> types = new LinkedHashMap<>();
    Arrays.stream(schema.fields())
        .filter(field -> !folders.contains(field.name()))
        .filter(field -> !field.name().equals(TableReader.MALFORMED))
        .forEach((StructField field) -> types.put(field.name(), field.dataType().catalogString()));
    return types;
  }
}
