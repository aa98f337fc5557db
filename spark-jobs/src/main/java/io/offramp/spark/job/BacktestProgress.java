// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.backtest.Backtest;
import java.util.concurrent.atomic.AtomicInteger;

/** Turns a backtest's steps into a progress line with splits done and time left. */
final class BacktestProgress implements Backtest.Progress {
  private static final double SETTLED_SECONDS = 1;

  private final ProgressSink sink;
  private final int methods;
  private final int splits;
  private final long start = System.nanoTime();
  private final AtomicInteger steps = new AtomicInteger();

  BacktestProgress(ProgressSink sink, int methods, int splits) {
    this.sink = sink;
    this.methods = methods;
    this.splits = splits;
  }

  @Override
  public void advanced() {
    long done = steps.incrementAndGet();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (seconds < SETTLED_SECONDS || done < methods) {
      return; // the first split fills caches: its pace foretells nothing
    }
    long all = (long) methods * splits;
    sink.show(
        "backtest: %d%%, %d of %d splits, about %s left"
            .formatted(
                100 * done / all,
                done / methods,
                splits,
                TimeLeft.words(seconds / done * (all - done))));
  }
}
