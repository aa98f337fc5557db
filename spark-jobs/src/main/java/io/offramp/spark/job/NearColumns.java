// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.udf;

import io.offramp.calibration.trace.NearNumbers;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/** Columns of numbers that are near each other, by the rule of traces. */
final class NearColumns {
  private NearColumns() {}

  /**
   * Whether two columns of doubles are within a tolerance, as float32; null where one is.
   *
   * @param tolerance in their unit
   */
  static Column areWithin(Column one, Column other, double tolerance) {
    UDF2<Double, Double, Boolean> near =
        (a, b) -> {
          if (a == null || b == null) {
            return null;
          }
          return NearNumbers.areWithin(a.floatValue(), b.floatValue(), tolerance);
        };
    return udf(near, DataTypes.BooleanType).apply(one, other);
  }
}
