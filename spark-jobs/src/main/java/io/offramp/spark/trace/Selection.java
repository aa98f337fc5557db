// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.apache.spark.sql.functions.col;

import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.TableReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/** Picks the columns that are needed of a table of traces, and remembers where they went. */
final class Selection {
  private final Dataset<Row> rows;
  private final List<String> columns;
  private final List<Column> picked = new ArrayList<>();

  /**
   * @param rows as they were read
   */
  Selection(Dataset<Row> rows) {
    this.rows = rows;
    this.columns = InputColumns.shown(rows.schema());
  }

  /** The user's columns. */
  List<String> columns() {
    return columns;
  }

  /**
   * What all formats have; a label or id column that was named on purpose must be there.
   *
   * @throws IllegalArgumentException if it, or a slice's column, is not
   */
  RowLayout common(TraceSource source) {
    boolean mayBeMalformed = TableReader.mayBeMalformed(rows);
    int malformed = mayBeMalformed ? pick(col(TableReader.MALFORMED)) : RowLayout.NONE;
    String id = source.columns().id();
    int idAt =
        has(id, TraceColumns.DEFAULT.id(), "--id-col")
            ? pick(column(id).cast("string"))
            : RowLayout.NONE;
    String label = source.columns().label();
    int labelAt =
        has(label, TraceColumns.DEFAULT.label(), "--label-col")
            ? plain(label, "--label-col")
            : RowLayout.NONE;
    int file = pick(FileOrder.file(rows));
    int start = pick(FileOrder.start(rows));
    int firstSlice = picked.size();
    source.sliceColumns().forEach(slice -> plain(slice, "--slice-col"));
    return new RowLayout(malformed, idAt, labelAt, file, start, firstSlice, source.sliceColumns());
  }

  private boolean has(String column, String usual, String flag) {
    if (!column.equals(usual)) {
      MissingColumn.require(column, columns, flag);
    }
    return columns.contains(column);
  }

  /**
   * Picks a column with plain values.
   *
   * @throws IllegalArgumentException if it is missing, or holds arrays and the like
   */
  int plain(String column, String flag) {
    MissingColumn.require(column, columns, flag);
    InputColumns.requirePlain(rows.schema(), column, flag);
    return pick(column(column));
  }

  /**
   * Picks a column with arrays of arrays of numbers, or their text; the numbers are then floats or
   * doubles.
   *
   * @throws IllegalArgumentException if it is missing or holds something else
   */
  int matrix(String column, String flag) {
    DataType type = type(column, flag);
    if (type instanceof StringType) {
      return pick(column(column));
    }
    DataType number =
        type instanceof ArrayType outer && outer.elementType() instanceof ArrayType inner
            ? inner.elementType()
            : type;
    if (number.equals(type) || !(number instanceof NumericType)) {
      throw new IllegalArgumentException(
          "Cannot use column '%s' of type %s (must be arrays of arrays of numbers, or their text; name another column with %s)"
              .formatted(column, type.simpleString(), flag));
    }
    boolean asTheyAre = number.equals(DataTypes.FloatType) || number.equals(DataTypes.DoubleType);
    return pick(asTheyAre ? column(column) : column(column).cast("array<array<double>>"));
  }

  private DataType type(String column, String flag) {
    MissingColumn.require(column, columns, flag);
    return rows.schema().apply(column).dataType();
  }

  /** Picks a computed column; returns its index. */
  int pick(Column column) {
    picked.add(column.as("_" + picked.size()));
    return picked.size() - 1;
  }

  static String name(int index) {
    return "_" + index;
  }

  /** The table of one picked column, without rows that have nothing there. */
  Dataset<Row> alone(int index) {
    Dataset<Row> column = rows.select(picked.get(index));
    return column.filter(column.col(name(index)).isNotNull());
  }

  /** The table of what was picked. */
  Dataset<Row> rows() {
    return rows.select(picked.toArray(new Column[0]));
  }

  private static Column column(String name) {
    return col(InputColumns.quoted(name));
  }
}
