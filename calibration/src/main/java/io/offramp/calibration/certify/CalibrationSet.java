// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ExitTables;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.trace.Trace;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Rows of a trace that a method may use. Sets of one trace share its tables of signals. */
public final class CalibrationSet {
  private final ExitTables tables;
  private final int[] rows;

  /**
   * Some rows of a trace.
   *
   * @param rows row numbers, each at most once; not copied
   */
  public CalibrationSet(ExitTables tables, int[] rows) {
    this.tables = tables;
    this.rows = rows;
  }

  /** All rows of a trace. */
  public static CalibrationSet of(Trace trace) {
    return new CalibrationSet(new ExitTables(trace), IntStream.range(0, trace.rows()).toArray());
  }

  /** The trace the rows are from. */
  public Trace trace() {
    return tables.trace();
  }

  /** A copy of the row numbers. */
  public int[] rows() {
    return rows.clone();
  }

  /** The number of rows. */
  public int size() {
    return rows.length;
  }

  /** The tables that sets of this trace share. */
  public ExitTables tables() {
    return tables;
  }

  /** The whole trace under a signal. */
  public ExitTable table(Signal signal) {
    return tables.of(signal);
  }

  /** The rows whose loss is known: those with a label if the goal bounds the accuracy drop. */
  int[] testable(Goal goal) {
    if (goal.risk().isPresent() && goal.risk().get() instanceof MaxAccuracyDrop) {
      Trace trace = trace();
      return Arrays.stream(rows).filter(trace::hasLabel).toArray();
    }
    return rows.clone();
  }

  /** The rows that are not {@link #testable}. */
  int[] others(Goal goal) {
    if (goal.risk().isPresent() && goal.risk().get() instanceof MaxAccuracyDrop) {
      Trace trace = trace();
      return Arrays.stream(rows).filter(row -> !trace.hasLabel(row)).toArray();
    }
    return new int[0];
  }
}
