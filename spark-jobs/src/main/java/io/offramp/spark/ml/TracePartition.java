// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.Outcome;
import io.offramp.engine.run.Scorer;
import io.offramp.engine.run.Scorers;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Adds every exit's probabilities, truncated and error to every row. */
final class TracePartition extends PartitionFunction<float[][]> {
  private static final long serialVersionUID = 1L;

  private final int batchSize;

  TracePartition(
      BundleSource bundle,
      Precision precision,
      int textColumn,
      int pairColumn,
      int batchSize,
      RowCounter rowCounter) {
    super(bundle, precision, textColumn, pairColumn, rowCounter);
    this.batchSize = batchSize;
  }

  @Override
  Scorer<float[][]> scorer(EarlyExitModel model) {
    return Scorers.trace(model, options(model, batchSize));
  }

  @Override
  @Nullable Object[] columns(Row row, Outcome<float[][]> outcome) {
    if (outcome instanceof Outcome.Answered<float[][]> answered) {
      return new @Nullable Object[] {answered.answer(), answered.truncated(), null};
    }
    return new @Nullable Object[] {null, null, ((Outcome.Rejected<float[][]>) outcome).reason()};
  }
}
