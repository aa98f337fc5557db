// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/**
 * A task's rows, of which arrays of arrays stay as Spark holds them, as {@link NestedNumbers}.
 * Spark's own way to a {@link Row} makes an object of each number, twice, which takes longer than
 * reading the file.
 */
final class RawRows implements Iterator<Row> {
  private final Iterator<InternalRow> rows;
  private final StructField[] fields;
  private final @Nullable Function1<Object, Object>[] converters;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private RawRows(Iterator<InternalRow> rows, StructType schema) {
    this.rows = rows;
    this.fields = schema.fields();
    this.converters = new Function1[fields.length];
    for (int i = 0; i < fields.length; i++) {
      DataType type = fields[i].dataType();
      converters[i] =
          type instanceof ArrayType ? null : CatalystTypeConverters.createToScalaConverter(type);
    }
  }

  /**
   * Has tasks read a table.
   *
   * @param rows plain columns, and arrays of arrays of floats or of doubles
   * @param packing what a task does with its rows; it looks at each before it asks for the next
   */
  static <T> JavaRDD<T> map(Dataset<Row> rows, FlatMapFunction<Iterator<Row>, T> packing) {
    StructType schema = rows.schema();
    return rows.queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(internal -> packing.call(new RawRows(internal, schema)));
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    InternalRow row = rows.next();
    @Nullable Object[] cells = new @Nullable Object[fields.length];
    for (int i = 0; i < cells.length; i++) {
      if (row.isNullAt(i)) {
        continue;
      }
      Function1<Object, Object> converter = converters[i];
      cells[i] =
          converter == null
              ? new NestedNumbers(row.getArray(i), isOfDoubles(fields[i].dataType()))
              : converter.apply(row.get(i, fields[i].dataType()));
    }
    return RowFactory.create(cells);
  }

  private static boolean isOfDoubles(DataType type) {
    return type instanceof ArrayType outer
        && outer.elementType() instanceof ArrayType inner
        && inner.elementType().equals(DataTypes.DoubleType);
  }
}
