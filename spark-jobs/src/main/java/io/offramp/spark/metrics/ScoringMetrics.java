// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.RatioGauge;
import com.codahale.metrics.Timer;
import io.offramp.engine.run.BatchRun;
import io.offramp.engine.run.RowTally;
import io.offramp.engine.run.ScoringObserver;
import io.offramp.engine.run.ScoringQueues;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What an executor's scoring looks like in numbers, since it was started; the page on metrics says
 * what each means. An exit's counter is there once a row has left at it or at a later one: how many
 * exits there are is known when a model is.
 */
final class ScoringMetrics implements ScoringObserver {
  private final MetricRegistry registry;
  private final Counter scored;
  private final Counter rejected;
  private final Counter duplicates;
  private final Counter tokens;
  private final Counter paddedTokens;
  private final Meter tokenRate;
  private final Counter batches;
  private final Counter seats;
  private final Counter takenSeats;
  private final Timer loads;

  /** Registers all that is known before the first model is. */
  ScoringMetrics(MetricRegistry registry) {
    this.registry = registry;
    scored = registry.counter("rows.scored");
    rejected = registry.counter("rows.rejected");
    duplicates = registry.counter("rows.duplicates");
    tokens = registry.counter("tokens.real");
    paddedTokens = registry.counter("tokens.padded");
    tokenRate = registry.meter("tokens.rate");
    share("tokens.padding-share", () -> paddedTokens.getCount() - tokens.getCount(), paddedTokens);
    batches = registry.counter("batches");
    seats = registry.counter("seats");
    takenSeats = registry.counter("seats.taken");
    share("batch-fill", takenSeats::getCount, seats);
    registry.register("queue.bytes", (Gauge<Long>) ScoringQueues::bytes);
    registry.register("queue.bytes-most", (Gauge<Long>) ScoringQueues::mostBytes);
    loads = registry.timer("model.load");
  }

  /** A gauge of part over whole; not a number as long as there is nothing. */
  private void share(String name, LongSupplier part, Counter whole) {
    registry.register(
        name,
        new RatioGauge() {
          @Override
          protected Ratio getRatio() {
            return Ratio.of((double) part.getAsLong(), (double) whole.getCount());
          }
        });
  }

  @Override
  public void answered(RowTally rows) {
    scored.inc(rows.scored());
    rejected.inc(rows.rejected());
    duplicates.inc(rows.duplicates());
    for (int exit = 1; exit <= rows.lastExit(); exit++) {
      registry.counter("exit." + exit).inc(rows.leftAt(exit));
    }
    paddedTokens.inc(rows.paddedTokens()); // before the others: a share never is negative
    tokens.inc(rows.tokens());
    tokenRate.mark(rows.tokens());
  }

  @Override
  public void ran(BatchRun batch) {
    seats.inc(batch.seats()); // before those that were taken, of which there are never more
    takenSeats.inc(batch.rows());
    batches.inc();
  }

  @Override
  public void loaded(long nanos) {
    loads.update(nanos, TimeUnit.NANOSECONDS);
  }
}
