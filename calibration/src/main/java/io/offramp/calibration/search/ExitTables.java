// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.trace.SignalColumns;
import io.offramp.calibration.trace.Trace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A trace as {@link ExitTable}s, one for each signal, made when first asked for. They share what
 * does not depend on the signal. Safe for use by many threads.
 */
public final class ExitTables {
  /** In place of the label of a row whose label is not known. */
  public static final int UNLABELLED = -1;

  private final Trace trace;
  private final byte[][] effects;
  private final boolean[] labelled;
  private final float[] last;
  private final Map<Signal, ExitTable> tables = new ConcurrentHashMap<>();

  /** Tables of a trace with its own labels. */
  public ExitTables(Trace trace) {
    this(trace, row -> trace.label(row).orElse(UNLABELLED));
  }

  /**
   * Tables of a trace with labels from elsewhere.
   *
   * @param labels the label of each row, or {@link #UNLABELLED}; a number that is no class is a
   *     known label that every exit misses
   */
  public ExitTables(Trace trace, IntUnaryOperator labels) {
    this.trace = trace;
    int rows = trace.rows();
    this.labelled = new boolean[rows];
    this.last = new float[rows];
    int[] label = new int[rows];
    for (int row = 0; row < rows; row++) {
      label[row] = labels.applyAsInt(row);
      labelled[row] = label[row] != UNLABELLED;
      last[row] = trace.maxProbability(row, trace.exits());
    }
    this.effects =
        IntStream.range(1, trace.exits())
            .parallel()
            .mapToObj(exit -> effects(trace, exit, label))
            .toArray(byte[][]::new);
  }

  private static byte[] effects(Trace trace, int exit, int[] labels) {
    byte[] effects = new byte[trace.rows()];
    for (int row = 0; row < effects.length; row++) {
      int answer = trace.prediction(row, exit);
      int last = trace.prediction(row, trace.exits());
      effects[row] = answer == last ? ExitTable.AGREES : effect(trace, labels[row], answer, last);
    }
    return effects;
  }

  private static byte effect(Trace trace, int label, int answer, int last) {
    boolean same = trace.isSame(answer, last);
    if (label == UNLABELLED) {
      return same ? ExitTable.AGREES : ExitTable.UNKNOWN;
    }
    boolean right = trace.isSame(answer, label);
    if (right == trace.isSame(last, label)) {
      return same ? ExitTable.AGREES : right ? ExitTable.BOTH_RIGHT : ExitTable.BOTH_WRONG;
    }
    if (right) {
      return same ? ExitTable.SAME_HELPFUL : ExitTable.HELPFUL;
    }
    return same ? ExitTable.SAME_HARMFUL : ExitTable.HARMFUL;
  }

  /** The trace. */
  public Trace trace() {
    return trace;
  }

  /** The trace under a signal; remembered unless the signal was learned, so one of many. */
  public ExitTable of(Signal signal) {
    return signal instanceof LearnedSignal
        ? table(signal)
        : tables.computeIfAbsent(signal, this::table);
  }

  private ExitTable table(Signal signal) {
    return new ExitTable(trace.costs(), SignalColumns.of(trace, signal), last, effects, labelled);
  }
}
