// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** The accumulator by which tasks tell how many rows they have run, for progress lines. */
public final class RowCounter {
  /** Its name, by which listeners find it. */
  public static final String NAME = "offramp.rows";

  private RowCounter() {}

  static LongAccumulator on(SparkSession spark) {
    return spark.sparkContext().longAccumulator(NAME);
  }
}
