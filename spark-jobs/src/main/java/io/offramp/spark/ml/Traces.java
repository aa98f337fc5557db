// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Runs rows through every exit of a bundle. */
public final class Traces {
  /** Added column: K arrays of C class probabilities; null where {@link #ERROR} is not. */
  public static final String PROBABILITIES = "probabilities";

  /** Added column: whether the text was cut to the model's maximum length. */
  public static final String TRUNCATED = "truncated";

  /** Added column: why the row could not be run; null when fine. */
  public static final String ERROR = "error";

  private Traces() {}

  /**
   * The input's rows and columns with {@link #PROBABILITIES}, {@link #TRUNCATED} and {@link #ERROR}
   * added.
   *
   * @param precision what the model computes in
   * @param batchSize rows run together; 0: what suits the device
   * @throws IllegalArgumentException if a text column is missing or no string
   */
  public static Dataset<Row> of(
      Dataset<Row> rows,
      Bundle bundle,
      Precision precision,
      String textColumn,
      String pairColumn,
      int batchSize) {
    StructType schema = rows.schema();
    int text = InputColumns.text(schema, textColumn, "--text-col");
    int pair =
        bundle.manifest().textPairs()
            ? InputColumns.text(schema, pairColumn, "--text-pair-col")
            : -1;
    StructType traced =
        schema
            .add(
                PROBABILITIES,
                DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)))
            .add(TRUNCATED, DataTypes.BooleanType)
            .add(ERROR, DataTypes.StringType);
    TracePartition function =
        new TracePartition(
            BundleSource.of(bundle),
            precision,
            text,
            pair,
            batchSize,
            RowCounter.on(rows.sparkSession()));
    return ScoringGpus.mapPartitions(rows, function, traced);
  }
}
