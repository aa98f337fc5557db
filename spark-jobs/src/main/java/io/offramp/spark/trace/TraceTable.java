// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.trace.Trace;
import io.offramp.engine.encoder.Task;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Traces brought to the driver. Rows stand in the order of the files, by path and place in them; a
 * sample of a long trace stands where its first row does. So the result is the same for any number
 * of cores and any partitioning.
 *
 * @param trace the rows
 * @param classes their names, by number
 * @param labelClasses the classes that a label can name
 * @param noLabelColumn that there is no column for labels, and the remedy, if so
 * @param strayLabels labels that no exit ever predicts
 * @param bundleSha256 the bundle that was traced, if it is known
 * @param precision what the model computed in when it was traced, if it is known
 * @param costsFrom where the costs are from, in words that follow "costs"
 * @param skipped rows that could not be run when the trace was made, and are left out
 * @param ids of the rows, if they were asked for
 * @param slices of the rows, if they were asked for
 * @param format the traces' shape
 * @param task what the model says of a row: where it is a set of labels, each set is a class; where
 *     it is a number, there are no classes
 */
public record TraceTable(
    Trace trace,
    List<String> classes,
    LabelClasses labelClasses,
    Optional<String> noLabelColumn,
    StrayLabels strayLabels,
    Optional<String> bundleSha256,
    Optional<String> precision,
    String costsFrom,
    long skipped,
    Optional<RowIds> ids,
    Optional<Slices> slices,
    TraceFormat format,
    Task task) {
  /**
   * Reads traces of any format.
   *
   * @throws IllegalArgumentException naming the column, the row or the option that cannot be used
   * @throws io.offramp.spark.table.TableException if there is no table, or no row in it
   * @throws io.offramp.calibration.json.FileFormatException if the header is no header
   */
  public static TraceTable read(SparkSession spark, TraceSource source) {
    return new TableLoad(spark, source).load();
  }
}
