// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * {@link EarlyExitClassificationModel}'s work, for measuring: the same tasks, the same models, the
 * same added columns, with a plan that a stage has no parameters for.
 */
public final class MeasuredScoring {
  private MeasuredScoring() {}

  /**
   * Adds the stage's columns to rows.
   *
   * @param text name of the text's column
   * @param pair name of the second text's column; of meaning for bundles of text pairs only
   */
  public static Dataset<Row> transform(
      Dataset<Row> rows, Bundle bundle, String text, String pair, MeasuredPlan plan) {
    StructType input = rows.schema();
    StructType schema = new EarlyExitClassificationModel().setInputCol(text).transformSchema(input);
    MeasuredPartition function =
        new MeasuredPartition(
            BundleSource.of(bundle),
            plan,
            bundle.manifest(),
            InputColumns.text(input, text, "inputCol"),
            bundle.manifest().textPairs() ? InputColumns.text(input, pair, "inputPairCol") : -1,
            plan.exitColumn().isEmpty() ? -1 : input.fieldIndex(plan.exitColumn()),
            RowCounter.on(rows.sparkSession()));
    return rows.mapPartitions(function, Encoders.row(schema));
  }
}
