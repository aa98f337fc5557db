// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static io.offramp.engine.run.NumberedStages.STAGES;
import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Rows whose only token is their number, and which leave where they are told to. */
final class NumberedRows {
  private NumberedRows() {}

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

  static Ticket<ExitAnswer> ticket(int number, int length, int exit) {
    int[] ids = {number};
    return new Ticket<>(new TokenizedText(ids, new int[1], false), length, new At(exit));
  }

  static ScoringOptions options(int batchSize, long queueBytes) {
    return new ScoringOptions(batchSize, 1_000_000, 4, queueBytes);
  }

  static void runOut(Rebatcher<ExitAnswer> rebatcher, List<Ticket<ExitAnswer>> tickets) {
    while (!tickets.stream().allMatch(Ticket::isSettled)) {
      rebatcher.runEarliest(tickets);
    }
  }

  /** 0: all at the first exit, 1: all at the last, else anywhere. */
  static int exit(int pattern, Random random) {
    return switch (pattern) {
      case 0 -> 1;
      case 1 -> STAGES;
      default -> 1 + random.nextInt(STAGES);
    };
  }

  /**
   * Each thread brings rows, and runs what there is to run: its own or the others'. Fails unless
   * all of them leave where they are told to, within half a minute.
   */
  static void bringAndRun(Rebatcher<ExitAnswer> rebatcher, int threads, int pattern, long seed)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Random random = new Random(seed + thread);
        runs.add(pool.submit(() -> bringAndRun(rebatcher, pattern, random)));
      }
      for (Future<?> run : runs) {
        run.get(10, TimeUnit.MINUTES);
      }
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
}
