// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import io.offramp.spark.ml.TextScoring;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.List;

/**
 * Adds the answer to each row of a partition. Rows that are on their way through the model wait as
 * copies, since Spark's iterators hand out the same row again and again.
 */
final class ScoreRows implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final long serialVersionUID = 1L;

  private final List<Expression> texts;
  private final List<Attribute> input;
  private final TextScoring scoring;

  /**
   * @param texts one or two, over the input
   * @param input the columns of the rows
   */
  ScoreRows(List<Expression> texts, List<Attribute> input, TextScoring scoring) {
    this.texts = texts;
    this.input = input;
    this.scoring = scoring;
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    Deque<InternalRow> waiting = new ArrayDeque<>();
    Iterator<Row> answers = scoring.score(new Texts(rows, waiting));
    UnsafeProjection packed = UnsafeProjection.create(types());
    JoinedRow joined = new JoinedRow();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return answers.hasNext();
      }

      @Override
      public InternalRow next() {
        Row answer = answers.next();
        return packed.apply(joined.apply(waiting.remove(), struct(answer)));
      }
    };
  }

  private DataType[] types() {
    return Stream.concat(
            ScalaLists.<Attribute>toJava(input).stream().map(Expression::dataType),
            Stream.of(EarlyExitCall.TYPE))
        .toArray(DataType[]::new);
  }

  private static InternalRow struct(Row answer) {
    @Nullable Object[] fields = new @Nullable Object[EarlyExitCall.TYPE.size()];
    for (int i = 0; i < fields.length; i++) {
      Object value = answer.get(TextScoring.FIRST_ANSWER + i);
      fields[i] = value instanceof String text ? UTF8String.fromString(text) : value;
    }
    return new GenericInternalRow(new Object[] {new GenericInternalRow(fields)});
  }

  /** The texts of rows, which are put among those that wait as they are taken. */
  private final class Texts implements Iterator<Row> {
    private final Iterator<InternalRow> rows;
    private final Deque<InternalRow> waiting;
    private final UnsafeProjection textsOf = UnsafeProjection.create(texts, input);

    Texts(Iterator<InternalRow> rows, Deque<InternalRow> waiting) {
      this.rows = rows;
      this.waiting = waiting;
      textsOf.initialize(TaskContext.getPartitionId());
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Row next() {
      InternalRow row = rows.next();
      waiting.add(row.copy());
      InternalRow found = textsOf.apply(row);
      return RowFactory.create(text(found, 0), found.numFields() > 1 ? text(found, 1) : null);
    }

    private static @Nullable String text(InternalRow found, int index) {
      return found.isNullAt(index) ? null : found.getUTF8String(index).toString();
    }
  }
}
