// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static io.offramp.engine.run.NumberedRows.exit;
import static io.offramp.engine.run.NumberedRows.options;
import static io.offramp.engine.run.NumberedRows.runOut;
import static io.offramp.engine.run.NumberedRows.ticket;
import static io.offramp.engine.run.NumberedStages.STAGES;
import static io.offramp.engine.run.NumberedStages.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rebatching of rows that leave where they are told to. */
class RebatcherTest {
  @Property(tries = 100)
  void rebatcher_anyExits_answersEveryRowAtItsOwnAndLeavesNothingBehind(
      @ForAll @IntRange(max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(max = 4) int pattern,
      @ForAll @IntRange(max = 3) int kilobytes,
      @ForAll long seed) {
    Random random = new Random(seed);
    try (NDManager scope = NDManager.newBaseManager()) {
      NumberedStages stages = new NumberedStages(scope);
      Rebatcher<ExitAnswer> rebatcher =
          new Rebatcher<>(stages, options(batchSize, kilobytes << 10));
      List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
      List<Integer> exits = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        exits.add(exit(pattern, random));
        tickets.add(ticket(row, 4 * (1 + random.nextInt(4)), exits.get(row)));
        rebatcher.offer(List.of(tickets.get(row)));
        if (random.nextInt(10) == 0) {
          rebatcher.runFull();
        }
        if (random.nextInt(40) == 0) {
          rebatcher.runWith(tickets.get(random.nextInt(tickets.size())));
        }
      }
      runOut(rebatcher, tickets);
      assertThat(rebatcher.runFull()).isFalse();
      for (int row = 0; row < rows; row++) {
        assertThat(tickets.get(row).answer().exit()).isEqualTo(exits.get(row));
      }
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  @Property(tries = 20)
  void rebatcher_manyThreads_answersEveryRowAtItsOwnAndLeavesNothingBehind(
      @ForAll @IntRange(min = 2, max = 5) int threads,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(max = 4) int pattern,
      @ForAll long seed)
      throws Exception {
    try (NDManager scope = NDManager.newBaseManager()) {
      NumberedStages stages = new NumberedStages(scope);
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options(batchSize, 2000));
      NumberedRows.bringAndRun(rebatcher, threads, pattern, seed);
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void runFull_rowsLeaveAtEveryExit_batchesStayFull() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NumberedStages stages = new NumberedStages(scope);
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options(32, 1 << 20));
      List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
      for (int row = 0; row < 20_000; row++) {
        tickets.add(ticket(row, 64, 1 + row % STAGES));
        rebatcher.offer(tickets.subList(row, row + 1));
        while (rebatcher.runFull()) {}
      }
      assertThat(stages.riders).containsOnly(32);
      assertThat(stages.most.get()).as("states held").isLessThan(4 * STAGES);
      rebatcher.abandon(tickets);
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void offer_moreStatesThanMayWait_runsThinBatchesInstead() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NumberedStages stages = new NumberedStages(scope);
      long rowBytes = WIDTH * 4L;
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options(32, 10 * rowBytes));
      List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
      for (int row = 0; row < 2000; row++) {
        tickets.add(ticket(row, 64, 1 + row % STAGES));
        rebatcher.offer(tickets.subList(row, row + 1));
        while (rebatcher.runFull()) {}
        long waiting = scope.getManagedArrays().stream().mapToLong(array -> array.size() * 4).sum();
        assertThat(waiting).isLessThanOrEqualTo(10 * rowBytes);
      }
      assertThat(stages.riders).anyMatch(size -> size < 32);
      runOut(rebatcher, tickets);
    }
  }
}
