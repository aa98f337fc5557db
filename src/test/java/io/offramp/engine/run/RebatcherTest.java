// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
    private final List<Integer> sizes = new ArrayList<>();
    private long most;

    Numbered(NDManager scope) {
      this.scope = scope;
    }

    @Override
    public int count() {
      return STAGES;
    }

    @Override
    public Batch<ExitAnswer> run(int stage, Batch<ExitAnswer> batch) {
      sizes.add(batch.size());
      most = Math.max(most, scope.getManagedArrays().size());
      List<Ticket<ExitAnswer>> staying = new ArrayList<>();
      float[] states = batch.hidden() == null ? new float[0] : batch.hidden().toFloatArray();
      for (int place = 0; place < batch.size(); place++) {
        Ticket<ExitAnswer> ticket = batch.tickets().get(place);
        int number = ticket.text().ids()[0];
        assertThat(ticket.length()).isEqualTo(batch.length());
        assertThat(ticket.stage()).isEqualTo(stage);
        if (stage > 0) {
          assertThat(states[place * WIDTH]).as("its own states").isEqualTo(number);
          assertThat(states[place * WIDTH + 1]).isEqualTo(stage);
        }
        if (ticket.exit().leaves(new float[0])) {
          ticket.answer(ticket.exit().answer(stage + 1, new float[0]));
        } else {
          staying.add(ticket);
        }
      }
      batch.close();
      return new Batch<>(staying, staying.isEmpty() ? null : states(staying, stage + 1));
    }

    private NDArray states(List<Ticket<ExitAnswer>> tickets, int stage) {
      float[] values = new float[tickets.size() * WIDTH];
      for (int place = 0; place < tickets.size(); place++) {
        values[place * WIDTH] = tickets.get(place).text().ids()[0];
        values[place * WIDTH + 1] = stage;
      }
      return scope.create(values, new Shape(tickets.size(), 1, WIDTH));
    }

    @Override
    public Batch<ExitAnswer> join(List<Batch<ExitAnswer>> pieces) {
      List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
      pieces.forEach(piece -> tickets.addAll(piece.tickets()));
      int stage = tickets.get(0).stage();
      pieces.forEach(Batch::close);
      return new Batch<>(tickets, states(tickets, stage));
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

  @Property(tries = 100)
  void rebatcher_anyExits_answersEveryRowAtItsOwnAndLeavesNothingBehind(
      @ForAll @IntRange(max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(max = 4) int pattern,
      @ForAll @IntRange(max = 3) int megabytes,
      @ForAll long seed) {
    Random random = new Random(seed);
    try (NDManager scope = NDManager.newBaseManager()) {
      Numbered stages = new Numbered(scope);
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options(batchSize, megabytes << 8));
      List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
      List<Integer> exits = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int exit =
            switch (pattern) {
              case 0 -> 1;
              case 1 -> STAGES;
              default -> 1 + random.nextInt(STAGES);
            };
        exits.add(exit);
        Ticket<ExitAnswer> ticket = ticket(row, 4 * (1 + random.nextInt(4)), exit);
        tickets.add(ticket);
        rebatcher.offer(ticket);
        if (random.nextInt(10) == 0) {
          rebatcher.runFull();
        }
        if (random.nextInt(40) == 0) {
          rebatcher.runWith(tickets.get(random.nextInt(tickets.size())));
        }
      }
      while (rebatcher.runFull()) {}
      rebatcher.runAll();
      for (int row = 0; row < rows; row++) {
        assertThat(tickets.get(row).answer().exit()).isEqualTo(exits.get(row));
      }
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void runFull_rowsLeaveAtEveryExit_batchesStayFull() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Numbered stages = new Numbered(scope);
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options(32, 1 << 20));
      for (int row = 0; row < 20_000; row++) {
        rebatcher.offer(ticket(row, 64, 1 + row % STAGES));
        while (rebatcher.runFull()) {}
      }
      assertThat(stages.sizes).containsOnly(32);
      assertThat(stages.most).as("states held").isLessThan(4L * STAGES);
      rebatcher.close();
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void offer_moreStatesThanMayWait_runsThinBatchesInstead() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Numbered stages = new Numbered(scope);
      long rowBytes = WIDTH * 4L;
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options(32, 10 * rowBytes));
      for (int row = 0; row < 2000; row++) {
        rebatcher.offer(ticket(row, 64, 1 + row % STAGES));
        while (rebatcher.runFull()) {}
        long waiting = scope.getManagedArrays().stream().mapToLong(array -> array.size() * 4).sum();
        assertThat(waiting).isLessThanOrEqualTo(10 * rowBytes);
      }
      assertThat(stages.sizes).anyMatch(size -> size < 32);
      rebatcher.runAll();
    }
  }
}
