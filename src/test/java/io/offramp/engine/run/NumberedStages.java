// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.torch.OutOfDeviceMemoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stages of {@link NumberedRows}, which check that every row meets its own states: they hold its
 * number and the stage, [seat][1][3].
 */
final class NumberedStages implements Stages<ExitAnswer> {
  static final int STAGES = 5;
  static final int WIDTH = 3;

  private final NDManager scope;
  private final int fits;
  private final Random random;
  final AtomicInteger refusals = new AtomicInteger();
  final List<Integer> riders = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger most = new AtomicInteger();

  NumberedStages(NDManager scope) {
    this(scope, Integer.MAX_VALUE, 0);
  }

  /** On a device whose memory holds so many rows of a batch; copies fail now and then. */
  NumberedStages(NDManager scope, int fits, long seed) {
    this.scope = scope;
    this.fits = fits;
    this.random = new Random(seed);
  }

  private void refuse(boolean refused, int rows) {
    if (refused) {
      refusals.incrementAndGet();
      throw new OutOfDeviceMemoryException("no room for " + rows, new EngineException("full"));
    }
  }

  @Override
  public int count() {
    return STAGES;
  }

  @Override
  public void run(int stage, Batch<ExitAnswer> batch) {
    refuse(batch.seats() > fits, batch.seats());
    riders.add(batch.riders());
    most.accumulateAndGet(scope.getManagedArrays().size(), Math::max);
    NDArray before = batch.hidden();
    float[] states = before == null ? new float[0] : before.toFloatArray();
    float[] after = new float[batch.seats() * WIDTH];
    for (int seat = 0; seat < batch.seats(); seat++) {
      Ticket<ExitAnswer> ticket = batch.at(seat);
      if (ticket != null) {
        int number = ticket.text().ids()[0];
        assertThat(ticket.length()).isEqualTo(batch.length());
        assertThat(ticket.stage()).isEqualTo(stage);
        assertThat(ticket.isRunning()).isTrue();
        if (stage > 0) {
          assertThat(states[seat * WIDTH]).as("its own states").isEqualTo(number);
          assertThat(states[seat * WIDTH + 1]).isEqualTo(stage);
        }
        after[seat * WIDTH] = number;
        after[seat * WIDTH + 1] = stage + 1;
        if (ticket.exit().leaves(new float[0])) {
          batch.leave(seat);
          ticket.answer(ticket.exit().answer(stage + 1, new float[0]));
        }
      }
    }
    batch.close();
    batch.hidden(scope.create(after, new Shape(batch.seats(), 1, WIDTH)));
  }

  @Override
  public void copy(Batch<ExitAnswer> from, int[] seats, Batch<ExitAnswer> to, int[] places) {
    refuse(fits < Integer.MAX_VALUE && random.nextInt(4) == 0, seats.length);
    NDArray source = Objects.requireNonNull(from.hidden());
    NDArray target = Objects.requireNonNull(to.hidden());
    float[] read = source.toFloatArray();
    float[] written = target.toFloatArray();
    for (int row = 0; row < seats.length; row++) {
      System.arraycopy(read, seats[row] * WIDTH, written, places[row] * WIDTH, WIDTH);
    }
    to.hidden(scope.create(written, target.getShape()));
    target.close();
  }

  @Override
  public Batch<ExitAnswer> reseat(Batch<ExitAnswer> batch, int rows, int seats) {
    refuse(random.nextInt(3) == 0 && seats > fits, seats);
    float[] read = Objects.requireNonNull(batch.hidden()).toFloatArray();
    int[] taken = batch.places(false, rows);
    float[] written = new float[seats * WIDTH];
    for (int row = 0; row < taken.length; row++) {
      System.arraycopy(read, taken[row] * WIDTH, written, row * WIDTH, WIDTH);
    }
    Batch<ExitAnswer> other = batch.moved(taken, seats);
    other.hidden(scope.create(written, new Shape(seats, 1, WIDTH)));
    return other;
  }
}
