// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Runs rows through a bundle's encoder, for what heads are fitted upon; in float32. */
public final class Features {
  /** Added column: K arrays of W pooled values; null where {@link #ERROR} is not. */
  public static final String POOLED = "pooled";

  /** Added column: the last exit's C class probabilities. */
  public static final String LAST = "last";

  /** Added column: tokens of the row. */
  public static final String TOKENS = "tokens";

  /** Added column: why the row could not be run; null when fine. */
  public static final String ERROR = "error";

  private Features() {}

  /**
   * The input's rows and columns with the four columns added.
   *
   * @param pairColumn of meaning for bundles of text pairs only
   * @param batchSize rows run together; 0: what suits the device
   * @throws IllegalArgumentException if a text column is missing or no string
   */
  public static Dataset<Row> of(
      Dataset<Row> rows, Bundle bundle, String textColumn, String pairColumn, int batchSize) {
    StructType schema = rows.schema();
    DataType floats = DataTypes.createArrayType(DataTypes.FloatType);
    FeaturePartition function =
        new FeaturePartition(
            BundleSource.of(bundle),
            InputColumns.text(schema, textColumn, "--text-col"),
            bundle.manifest().textPairs()
                ? InputColumns.text(schema, pairColumn, "--text-pair-col")
                : -1,
            batchSize,
            RowCounter.on(rows.sparkSession()));
    return ScoringGpus.mapPartitions(
        rows,
        function,
        schema
            .add(POOLED, DataTypes.createArrayType(floats))
            .add(LAST, floats)
            .add(TOKENS, DataTypes.IntegerType)
            .add(ERROR, DataTypes.StringType));
  }
}
