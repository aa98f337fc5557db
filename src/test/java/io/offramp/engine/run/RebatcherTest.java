// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.OutOfDeviceMemoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rebatching of rows that leave where they are told to. */
class RebatcherTest {
  private static final int STAGES = 5;
  private static final int WIDTH = 3;

  /** Rows whose only token is their number; hidden states hold number and stage. */
  private static final class Numbered implements Stages<ExitAnswer> {
    private final NDManager scope;
    private final int fits;
    private final Random random;
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<Integer> riders = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger most = new AtomicInteger();

    Numbered(NDManager scope) {
      this(scope, Integer.MAX_VALUE, 0);
    }

    /** On a device whose memory holds so many rows of a batch; copies fail now and then. */
    Numbered(NDManager scope, int fits, long seed) {
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

  /** Leaves at one exit. */
  private static final class At implements Exits.Exit {
    private final int exit;
    private int asked;

    At(int exit) {
      this.exit = exit;
    }

    @Override
    public boolean leaves(float[] probabilities) {
      asked++;
      assertThat(asked).isLessThanOrEqualTo(exit);
      return asked == exit;
    }

    @Override
    public ExitAnswer answer(int at, float[] probabilities) {
      return new ExitAnswer(at, 0, 1);
    }
  }

  private static Ticket<ExitAnswer> ticket(int number, int length, int exit) {
    int[] ids = {number};
    return new Ticket<>(new TokenizedText(ids, new int[1], false), length, new At(exit));
  }

  private static ScoringOptions options(int batchSize, long queueBytes) {
    return new ScoringOptions(batchSize, 1_000_000, 4, queueBytes);
  }

  private static void runOut(Rebatcher<ExitAnswer> rebatcher, List<Ticket<ExitAnswer>> tickets) {
    while (!tickets.stream().allMatch(Ticket::isSettled)) {
      rebatcher.runEarliest(tickets);
    }
  }

  /** 0: all at the first exit, 1: all at the last, else anywhere. */
  private static int exit(int pattern, Random random) {
    return switch (pattern) {
      case 0 -> 1;
      case 1 -> STAGES;
      default -> 1 + random.nextInt(STAGES);
    };
  }

  @Property(tries = 100)
  void rebatcher_anyExits_answersEveryRowAtItsOwnAndLeavesNothingBehind(
      @ForAll @IntRange(max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(max = 4) int pattern,
      @ForAll @IntRange(max = 3) int kilobytes,
      @ForAll long seed) {
    Random random = new Random(seed);
    try (NDManager scope = NDManager.newBaseManager()) {
      Numbered stages = new Numbered(scope);
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

  /** Each thread brings rows, and runs what there is to run: its own or the others'. */
  @Property(tries = 20)
  void rebatcher_manyThreads_answersEveryRowAtItsOwnAndLeavesNothingBehind(
      @ForAll @IntRange(min = 2, max = 5) int threads,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(max = 4) int pattern,
      @ForAll long seed)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (NDManager scope = NDManager.newBaseManager()) {
      Numbered stages = new Numbered(scope);
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options(batchSize, 2000));
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Random random = new Random(seed + thread);
        runs.add(pool.submit(() -> bringAndRun(rebatcher, pattern, random)));
      }
      for (Future<?> run : runs) {
        run.get(30, TimeUnit.SECONDS);
      }
      assertThat(scope.getManagedArrays()).isEmpty();
    } finally {
      pool.shutdownNow();
    }
  }

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
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (NDManager scope = NDManager.newBaseManager()) {
      Numbered stages = new Numbered(scope, fits, seed);
      Rebatcher<ExitAnswer> rebatcher =
          new Rebatcher<>(stages, options(batchSize, kilobytes << 10));
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Random random = new Random(seed + thread);
        runs.add(pool.submit(() -> bringAndRun(rebatcher, pattern, random)));
      }
      for (Future<?> run : runs) {
        run.get(30, TimeUnit.SECONDS);
      }
      assertThat(rebatcher.runFull()).isFalse();
      assertThat(stages.riders).allMatch(rows -> rows <= fits);
      assertThat(scope.getManagedArrays()).isEmpty();
    } finally {
      pool.shutdownNow();
    }
  }

  private static void bringAndRun(Rebatcher<ExitAnswer> rebatcher, int pattern, Random random) {
    List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
    List<Integer> exits = new ArrayList<>();
    for (int row = random.nextInt(300); row > 0; row--) {
      exits.add(exit(pattern, random));
      int length = 4 * (1 + random.nextInt(3));
      tickets.add(ticket(row, length, exits.get(exits.size() - 1)));
      rebatcher.offer(tickets.subList(tickets.size() - 1, tickets.size()));
      if (random.nextInt(10) == 0) {
        rebatcher.runFull();
      }
    }
    runOut(rebatcher, tickets);
    assertThat(tickets.stream().map(ticket -> ticket.answer().exit()).toList()).isEqualTo(exits);
  }

  @Test
  void runFull_batchThatDoesNotFit_isHalvedOnceForAllThatComeLater() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Numbered stages = new Numbered(scope, 16, 7);
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
          new Rebatcher<>(new Numbered(scope, 0, 7), options(8, 1 << 20));
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

  @Test
  void runFull_rowsLeaveAtEveryExit_batchesStayFull() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Numbered stages = new Numbered(scope);
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
      Numbered stages = new Numbered(scope);
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

  @Test
  void abandon_someOfTheRows_answersTheOthersAndFreesTheirs() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(new Numbered(scope), options(8, 1 << 20));
      List<Ticket<ExitAnswer>> gone = new ArrayList<>();
      List<Ticket<ExitAnswer>> wanted = new ArrayList<>();
      for (int row = 0; row < 40; row++) {
        (row % 3 == 0 ? wanted : gone).add(ticket(row, 64, 1 + row % STAGES));
      }
      rebatcher.offer(gone);
      rebatcher.offer(wanted);
      rebatcher.runFull();
      rebatcher.abandon(gone);
      runOut(rebatcher, wanted);
      assertThat(gone).anyMatch(ticket -> !ticket.isSettled());
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void runFull_stageFails_failsEveryRowOfTheBatchAndNoOther() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(new Numbered(scope), options(8, 1 << 20));
      Exits.Exit broken =
          new Exits.Exit() {
            @Override
            public boolean leaves(float[] probabilities) {
              throw new IllegalStateException("broken");
            }

            @Override
            public ExitAnswer answer(int exit, float[] probabilities) {
              throw new IllegalStateException("broken");
            }
          };
      TokenizedText text = new TokenizedText(new int[1], new int[1], false);
      List<Ticket<ExitAnswer>> failing = new ArrayList<>(List.of(new Ticket<>(text, 64, broken)));
      for (int row = 1; row < 8; row++) {
        failing.add(ticket(row, 64, 3));
      }
      List<Ticket<ExitAnswer>> others = List.of(ticket(8, 64, 3), ticket(9, 64, 2));
      rebatcher.offer(failing);
      rebatcher.offer(others);
      assertThatIllegalStateException().isThrownBy(rebatcher::runFull).withMessage("broken");
      runOut(rebatcher, others);
      assertThat(others).extracting(ticket -> ticket.answer().exit()).containsExactly(3, 2);
      for (Ticket<ExitAnswer> ticket : failing) {
        assertThatIllegalStateException()
            .isThrownBy(ticket::answer)
            .withMessage("Cannot score a row: its batch failed: broken");
      }
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }
}
