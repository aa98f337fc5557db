// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.trace.SignalColumns;
import io.offramp.calibration.trace.Trace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * A trace as {@link ExitTable}s, one for each signal, made when first asked for. They share what
 * does not depend on the signal. Safe for use by many threads.
 */
public final class ExitTables {
  private final Trace trace;
  private final byte[][] effects;
  private final boolean[] labelled;
  private final float[] last;
  private final Map<Signal, ExitTable> tables = new ConcurrentHashMap<>();

  /** Tables of a trace. */
  public ExitTables(Trace trace) {
    this.trace = trace;
    int rows = trace.rows();
    this.labelled = new boolean[rows];
    this.last = new float[rows];
    for (int row = 0; row < rows; row++) {
      labelled[row] = trace.hasLabel(row);
      last[row] = trace.maxProbability(row, trace.exits());
    }
    this.effects =
        IntStream.range(1, trace.exits())
            .parallel()
            .mapToObj(exit -> effects(trace, exit))
            .toArray(byte[][]::new);
  }

  private static byte[] effects(Trace trace, int exit) {
    byte[] effects = new byte[trace.rows()];
    for (int row = 0; row < effects.length; row++) {
      int answer = trace.prediction(row, exit);
      int lastAnswer = trace.prediction(row, trace.exits());
      if (answer != lastAnswer) {
        int label = trace.label(row).orElse(-1);
        effects[row] =
            !trace.hasLabel(row)
                ? ExitTable.UNKNOWN
                : label == lastAnswer
                    ? ExitTable.HARMFUL
                    : label == answer ? ExitTable.HELPFUL : ExitTable.BOTH_WRONG;
      }
    }
    return effects;
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
