// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.io.Serializable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/** The accumulators by which tasks tell how many rows they have run, for progress lines. */
public final class RowCounter implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The name of the accumulator of rows, by which listeners find it. */
  public static final String NAME = "offramp.rows";

  /** The name of that of rows whose cost is known. */
  public static final String PRICED = "offramp.priced-rows";

  /** The name of that of their costs, as fractions of full depth. */
  public static final String COST = "offramp.cost";

  private final LongAccumulator rows;
  private final LongAccumulator priced;
  private final DoubleAccumulator cost;

  private RowCounter(LongAccumulator rows, LongAccumulator priced, DoubleAccumulator cost) {
    this.rows = rows;
    this.priced = priced;
    this.cost = cost;
  }

  static RowCounter on(SparkSession spark) {
    return new RowCounter(
        spark.sparkContext().longAccumulator(NAME),
        spark.sparkContext().longAccumulator(PRICED),
        spark.sparkContext().doubleAccumulator(COST));
  }

  /**
   * Counts a row.
   *
   * @param rowCost what it cost; not a number: nobody can say
   */
  void add(double rowCost) {
    rows.add(1);
    if (!Double.isNaN(rowCost)) {
      priced.add(1);
      cost.add(rowCost);
    }
  }
}
