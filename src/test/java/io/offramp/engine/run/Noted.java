// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/** Notes what it is told. */
final class Noted implements ScoringObserver {
  final List<RowTally> rows = new CopyOnWriteArrayList<>();
  final List<BatchRun> batches = new CopyOnWriteArrayList<>();
  final List<Long> loads = new CopyOnWriteArrayList<>();

  @Override
  public void answered(RowTally tally) {
    rows.add(tally);
  }

  @Override
  public void ran(BatchRun batch) {
    batches.add(batch);
  }

  @Override
  public void loaded(long nanos) {
    loads.add(nanos);
  }

  /** Over all that was told. */
  long sum(ToLongFunction<RowTally> count) {
    return rows.stream().mapToLong(count).sum();
  }

  long leftAt(int exit) {
    return sum(tally -> tally.lastExit() < exit ? 0 : tally.leftAt(exit));
  }

  long sumOfBatches(ToLongFunction<BatchRun> count) {
    return batches.stream().mapToLong(count).sum();
  }
}
