// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.Outcome;
import io.offramp.engine.run.Outcomes;
import io.offramp.engine.run.RowText;
import io.offramp.engine.run.Scorer;
import io.offramp.engine.run.ScoringOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Runs a partition through this JVM's model: one row out for each row in, in order, the input's
 * columns first.
 *
 * @param <A> what the scorer answers
 */
abstract class PartitionFunction<A> implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;
  private static final int NO_COLUMN = -1;

  /** A batch size that the device decides about. */
  static final int BY_DEVICE = 0;

  private final BundleSource bundle;
  private final Precision precision;
  private final int textColumn;
  private final int pairColumn;
  private final RowCounter rowCounter;

  /**
   * @param pairColumn index of the second text's column, or a negative number for none
   */
  PartitionFunction(
      BundleSource bundle,
      Precision precision,
      int textColumn,
      int pairColumn,
      RowCounter rowCounter) {
    this.bundle = bundle;
    this.precision = precision;
    this.textColumn = textColumn;
    this.pairColumn = Math.max(NO_COLUMN, pairColumn);
    this.rowCounter = rowCounter;
  }

  abstract Scorer<A> scorer(EarlyExitModel model);

  /** What suits the model and its device, with this batch size if it is not {@link #BY_DEVICE}. */
  static ScoringOptions options(EarlyExitModel model, int batchSize) {
    ScoringOptions options = model.suitableOptions();
    return batchSize == BY_DEVICE ? options : options.withBatchSize(batchSize);
  }

  /** The values of the columns that are added to {@code row}. */
  abstract @Nullable Object[] columns(Row row, Outcome<A> outcome);

  /** What a row cost, as a fraction of full depth; not a number unless that differs among rows. */
  double cost(Outcome<A> outcome) {
    return Double.NaN;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    TaskContext task = TaskContext.get();
    TaskDevice device = TaskDevice.prepare(task);
    SharedModels.Lease lease = SharedModels.lease(bundle, precision, device);
    if (task != null) {
      TaskCompletionListener release = done -> lease.close();
      task.addTaskCompletionListener(release);
    }
    Deque<Row> waiting = new ArrayDeque<>();
    Iterator<RowText> texts =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return rows.hasNext();
          }

          @Override
          public RowText next() {
            Row row = rows.next();
            waiting.add(row);
            String pair = pairColumn == NO_COLUMN ? null : row.getString(pairColumn);
            return new RowText(row.getString(textColumn), pair);
          }
        };
    Outcomes<A> outcomes = scorer(lease.model()).score(texts);
    if (task != null) {
      TaskCompletionListener free = done -> outcomes.close();
      task.addTaskCompletionListener(free); // called before those that were added before it
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return outcomes.hasNext();
      }

      @Override
      public Row next() {
        Outcome<A> outcome = outcomes.next();
        rowCounter.add(cost(outcome));
        return append(waiting.remove(), outcome);
      }
    };
  }

  private Row append(Row row, Outcome<A> outcome) {
    @Nullable Object[] added = columns(row, outcome);
    @Nullable Object[] values = new @Nullable Object[row.length() + added.length];
    for (int i = 0; i < row.length(); i++) {
      values[i] = row.get(i);
    }
    System.arraycopy(added, 0, values, row.length(), added.length);
    return RowFactory.create(values);
  }
}
