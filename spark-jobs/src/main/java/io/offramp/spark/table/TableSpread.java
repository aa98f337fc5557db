// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Which task gets which rows, where a table is written into folders by the values of columns. */
public final class TableSpread {
  /** Spark's folder of rows without a value. */
  private static final String NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

  private static final String PLACE = "_offramp_place";

  private TableSpread() {}

  /**
   * Spreads rows so that those of one value are with few tasks, and each folder gets few files. A
   * value with many rows still has several tasks. Within a value rows keep their order.
   *
   * @param columns of the rows; none: {@link TableReader#spread}
   */
  public static Dataset<Row> by(Dataset<Row> rows, int partitions, List<String> columns) {
    if (columns.isEmpty()) {
      return TableReader.spread(rows, partitions);
    }
    int tasks = Math.max(partitions, rows.javaRDD().getNumPartitions());
    Column[] order = order(columns);
    return rows.withColumn(PLACE, monotonically_increasing_id())
        .repartitionByRange(tasks, order)
        .sortWithinPartitions(order)
        .drop(PLACE);
  }

  /**
   * Sorts each task's rows as a writer of folders wants them, keeping the order within a folder.
   * The writer would sort by itself, but not stably once it spills to disk; a column that may be
   * null it would change first, and not see that rows are sorted.
   */
  static Dataset<Row> forFolders(Dataset<Row> rows, List<String> columns) {
    if (columns.isEmpty()) {
      return rows;
    }
    Dataset<Row> ready = rows;
    for (String column : columns) {
      if (rows.schema().apply(column).dataType().equals(DataTypes.StringType)) {
        ready = ready.withColumn(column, functions.coalesce(col(quoted(column)), lit(NO_VALUE)));
      }
    }
    return ready
        .withColumn(PLACE, monotonically_increasing_id())
        .sortWithinPartitions(order(columns))
        .drop(PLACE);
  }

  private static Column[] order(List<String> columns) {
    List<Column> order = new ArrayList<>();
    columns.forEach(column -> order.add(col(quoted(column))));
    order.add(col(PLACE));
    return order.toArray(new Column[0]);
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
