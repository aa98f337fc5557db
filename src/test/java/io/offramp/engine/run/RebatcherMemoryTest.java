// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static io.offramp.engine.run.NumberedRows.options;
import static io.offramp.engine.run.NumberedRows.runOut;
import static io.offramp.engine.run.NumberedRows.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDManager;
import io.offramp.engine.torch.OutOfDeviceMemoryException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rebatching on a device whose memory some batches do not fit in. */
class RebatcherMemoryTest {
  /** Batches are made smaller until they fit; no row is lost, nor asked twice whether it leaves. */
  @Property(tries = 60)
  void rebatcher_outOfMemory_answersEveryRowAtItsOwnInBatchesThatFit(
      @ForAll @IntRange(min = 1, max = 4) int threads,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(min = 1, max = 30) int fits,
      @ForAll @IntRange(max = 4) int pattern,
      @ForAll @IntRange(max = 3) int kilobytes,
      @ForAll long seed)
      throws Exception {
    try (NDManager scope = NDManager.newBaseManager()) {
      NumberedStages stages = new NumberedStages(scope, fits, seed);
      Rebatcher<ExitAnswer> rebatcher =
          new Rebatcher<>(stages, options(batchSize, kilobytes << 10));
      NumberedRows.bringAndRun(rebatcher, threads, pattern, seed);
      assertThat(rebatcher.runFull()).isFalse();
      assertThat(stages.riders).allMatch(rows -> rows <= fits);
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void runFull_batchThatDoesNotFit_isHalvedOnceForAllThatComeLater() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NumberedStages stages = new NumberedStages(scope, 16, 7);
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options(32, 1 << 20));
      List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
      for (int row = 0; row < 320; row++) {
        tickets.add(ticket(row, 64, 1));
      }
      rebatcher.offer(tickets);
      while (rebatcher.runFull()) {}
      assertThat(stages.refusals).hasValue(1);
      assertThat(stages.riders).hasSize(20).containsOnly(16);
      assertThat(tickets).allMatch(Ticket::isSettled);
    }
  }

  @Test
  void runFull_oneRowDoesNotFit_failsWithWhatTheDeviceSaid() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Rebatcher<ExitAnswer> rebatcher =
          new Rebatcher<>(new NumberedStages(scope, 0, 7), options(8, 1 << 20));
      List<Ticket<ExitAnswer>> tickets = List.of(ticket(0, 64, 1), ticket(1, 64, 2));
      rebatcher.offer(tickets);
      assertThatExceptionOfType(OutOfDeviceMemoryException.class)
          .isThrownBy(() -> runOut(rebatcher, tickets))
          .withMessage(
              "Cannot run a batch: out of memory, at one row as well (let fewer tasks share the device, or use one with more memory): no room for 1");
      assertThat(tickets).anyMatch(Ticket::isSettled).anyMatch(ticket -> !ticket.isSettled());
      rebatcher.abandon(tickets);
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }
}
