// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds a row that rebatching itself costs: twelve stages that compute nothing, at each of
 * which an even share of the rows leaves.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class RebatchingBenchmark {
  private static final int ROWS = 8192;
  private static final int STAGES = 12;
  private static final int LONGEST = 128;
  private static final long SEED = 5;
  private static final float[] NOTHING = {};

  private final TokenizedText[] texts = new TokenizedText[ROWS];
  private final int[] exits = new int[ROWS];

  /** Rows leave where they are told to. */
  private static final class Idle implements Stages<ExitAnswer> {
    @Override
    public int count() {
      return STAGES;
    }

    @Override
    public void run(int stage, Batch<ExitAnswer> batch) {
      for (int seat = 0; seat < batch.seats(); seat++) {
        Ticket<ExitAnswer> ticket = batch.at(seat);
        if (ticket != null && ticket.exit().leaves(NOTHING)) {
          batch.leave(seat);
          ticket.answer(ticket.exit().answer(stage + 1, NOTHING));
        }
      }
    }

    @Override
    public void copy(Batch<ExitAnswer> from, int[] seats, Batch<ExitAnswer> to, int[] places) {}

    @Override
    public Batch<ExitAnswer> reseat(Batch<ExitAnswer> batch, int rows, int seats) {
      return batch.moved(batch.places(false, rows), seats);
    }
  }

  private static final class At implements Exits.Exit {
    private final int exit;
    private int asked;

    At(int exit) {
      this.exit = exit;
    }

    @Override
    public boolean leaves(float[] probabilities) {
      asked++;
      return asked == exit;
    }

    @Override
    public ExitAnswer answer(int at, float[] probabilities) {
      return new ExitAnswer(at, 0, 1);
    }
  }

  /** Draws lengths and exits. */
  @Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int row = 0; row < ROWS; row++) {
      int length = 3 + random.nextInt(LONGEST - 3);
      texts[row] = new TokenizedText(new int[length], new int[length], false);
      exits[row] = 1 + random.nextInt(STAGES);
    }
  }

  /** One pass over the rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public List<Ticket<ExitAnswer>> rebatch() {
    ScoringOptions options = ScoringOptions.DEFAULT;
    Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(new Idle(), options);
    List<Ticket<ExitAnswer>> tickets = new ArrayList<>(ROWS);
    for (int row = 0; row < ROWS; row++) {
      int length = options.padded(texts[row].length());
      Ticket<ExitAnswer> ticket = new Ticket<>(texts[row], length, new At(exits[row]));
      tickets.add(ticket);
    }
    rebatcher.offer(tickets);
    boolean ran;
    do {
      ran = rebatcher.runFull();
    } while (ran);
    while (!tickets.stream().allMatch(Ticket::isSettled)) {
      rebatcher.runEarliest(tickets);
    }
    return tickets;
  }
}
