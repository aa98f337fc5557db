// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.torch.OutOfDeviceMemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps batches full while rows leave: the seats of rows that left are taken by rows of the same
 * padded length that wait, with their hidden states, before the same stage; where too few wait, the
 * batch waits itself. As long as rows come in, every batch of a padded length has the same number
 * of rows, so that kernels meet few shapes: for each new one oneDNN has to make a kernel first.
 *
 * <p>Rows only meet rows of the same padded length, which is a function of a row's own length; so a
 * row meets the same shapes whatever company it is in. A batch that stays full goes on to the next
 * stage at once, while its states are in cache: few rows wait, and few states are copied.
 *
 * <p>After the rebatching of serving systems (E3, SOSP 2024; DREX, arXiv 2512.15705), without their
 * deadlines: offline, a row may wait as long as there is memory.
 *
 * <p>A batch that does not fit into the device's memory goes back where its rows waited, and all
 * batches from then on have half of its tokens at most.
 *
 * <p>Safe for use by many threads at once, whose rows then fill each other's batches: whoever asks
 * for a batch to be run runs it, and answers whatever rows are in it.
 */
final class Rebatcher<A> {
  private static final Logger LOG = LoggerFactory.getLogger(Rebatcher.class);

  private final String model;
  private final Stages<A> stages;
  private final ScoringOptions options;
  private final ScoringObserver observer;
  private final TokenBudget budget;
  private final TreeMap<Integer, Deque<Ticket<A>>> fresh = new TreeMap<>();
  private final List<TreeMap<Integer, Waiting<A>>> waiting = new ArrayList<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Readers readers = new Readers();

  /** Runs batches of a model without a name. */
  Rebatcher(Stages<A> stages, ScoringOptions options) {
    this("", stages, options, ScoringObservers.all());
  }

  /** Runs batches of a model that logs know by this name. */
  Rebatcher(String model, Stages<A> stages, ScoringOptions options, ScoringObserver observer) {
    this.model = model;
    this.observer = observer;
    this.stages = stages;
    this.options = options;
    this.budget = new TokenBudget(options);
    for (int stage = 0; stage < stages.count(); stage++) {
      waiting.add(new TreeMap<>());
    }
  }

  /** A batch and the stage it is to run. */
  private record Work<A>(int stage, Batch<A> batch) {
    Work {
      batch.tell(ticket -> ticket.runs(stage));
    }
  }

  /** Those who offer rows. */
  Readers readers() {
    return readers;
  }

  /** Lets rows wait for the first stage. */
  synchronized void offer(List<Ticket<A>> tickets) {
    for (Ticket<A> ticket : tickets) {
      fresh(ticket.length()).add(ticket);
    }
  }

  /**
   * Runs a full batch of rows through the stages for as long as it can be kept full.
   *
   * @return whether there was one
   */
  boolean runFull() {
    Work<A> work = full();
    if (work != null) {
      run(work);
    }
    return work != null;
  }

  /**
   * Runs the batch that a row waits in, full or not, or waits while somebody else does.
   *
   * @throws IllegalStateException if the thread is interrupted
   */
  void runWith(Ticket<A> ticket) {
    runEarliest(List.of(ticket));
  }

  /**
   * Runs the batch of those of the rows that wait for the earliest stage, full or not: so that rows
   * meet once more before each stage. If somebody else runs them all, waits until one of them waits
   * again, or all are settled.
   *
   * @throws IllegalStateException if the thread is interrupted
   */
  void runEarliest(Iterable<Ticket<A>> tickets) {
    Work<A> work = earliest(tickets);
    if (work != null) {
      run(work);
    }
  }

  /** Forgets rows: they are not answered, and do not wait any longer. */
  synchronized void abandon(Iterable<Ticket<A>> tickets) {
    tickets.forEach(Ticket::abandon);
    fresh.values().forEach(queue -> queue.removeIf(Ticket::isAbandoned));
    waiting.forEach(ofStage -> ofStage.values().forEach(Waiting::dropAbandoned));
  }

  private synchronized @Nullable Work<A> full() {
    for (int stage = stages.count() - 1; stage >= 0; stage--) {
      for (int length : (stage == 0 ? fresh : waiting.get(stage)).keySet()) {
        if (rows(stage, length) >= budget.rows(length)) {
          return taken(stage, length);
        }
      }
    }
    return null;
  }

  private synchronized @Nullable Work<A> earliest(Iterable<Ticket<A>> tickets) {
    while (true) {
      Ticket<A> first = null;
      boolean running = false;
      for (Ticket<A> ticket : tickets) {
        boolean open = !ticket.isSettled();
        running |= open && ticket.isRunning();
        if (open && !ticket.isRunning() && (first == null || ticket.stage() < first.stage())) {
          first = ticket;
        }
      }
      if (first != null) {
        return taken(first.stage(), first.length());
      }
      if (!running) {
        return null;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Cannot score on: interrupted", e);
      }
    }
  }

  private void run(Work<A> first) {
    Work<A> work = first;
    while (work != null) {
      int rows = work.batch().riders();
      int seats = stages.computed(work.batch());
      long start = System.nanoTime();
      try {
        stages.run(work.stage(), work.batch());
      } catch (OutOfDeviceMemoryException e) {
        putBack(work, e);
        return;
      } catch (RuntimeException | Error e) {
        fail(work.batch(), e);
        throw e;
      }
      tell(work, rows, seats, System.nanoTime() - start);
      work = next(work);
    }
  }

  private void tell(Work<A> work, int rows, int seats, long nanos) {
    int length = work.batch().length();
    BatchRun run =
        new BatchRun(model, work.stage() + 1, stages.count(), rows, seats, length, nanos);
    observer.ran(run);
    if (LOG.isDebugEnabled()) {
      LOG.debug(run.keysAndValues());
    }
  }

  /**
   * Lets the rows of a batch that did not fit into memory wait again, for smaller batches.
   *
   * @throws OutOfDeviceMemoryException if there are none
   */
  private synchronized void putBack(Work<A> work, OutOfDeviceMemoryException reason) {
    Batch<A> batch = work.batch();
    if (!budget.shrink(batch.seats(), batch.length(), reason)) {
      fail(batch, reason);
      throw reason;
    }
    notifyAll();
    batch.dropAbandoned();
    List<Ticket<A>> tickets = batch.tickets();
    tickets.forEach(ticket -> ticket.waitsFor(work.stage()));
    if (work.stage() > 0 && !tickets.isEmpty()) {
      queue(work.stage(), batch.length()).add(batch);
      return;
    }
    batch.close(); // before the first stage states are made anew, for fewer rows
    for (int row = tickets.size() - 1; row >= 0; row--) {
      fresh(batch.length()).addFirst(tickets.get(row));
    }
  }

  private synchronized void fail(Batch<A> batch, Throwable reason) {
    batch.tell(ticket -> ticket.fail(reason));
    batch.close();
    notifyAll();
  }

  /** What becomes of a batch that has run: it goes on if it can be filled up, or waits. */
  private synchronized @Nullable Work<A> next(Work<A> done) {
    notifyAll();
    Batch<A> batch = done.batch();
    batch.dropAbandoned();
    if (batch.riders() == 0) {
      batch.close();
      return null;
    }
    int stage = done.stage() + 1;
    int full = budget.rows(batch.length());
    Waiting<A> queue = queue(stage, batch.length());
    boolean enough = batch.riders() + queue.rows() >= full;
    if (enough && batch.seats() == full) {
      queue.fill(batch);
      return new Work<>(stage, batch);
    }
    batch.tell(ticket -> ticket.waitsFor(stage));
    queue.add(batch);
    return enough ? taken(stage, batch.length()) : shed();
  }

  /** Bytes of the hidden states that wait; waits for nobody, who runs a batch now least of all. */
  long waitingBytes() {
    return waitingBytes.get();
  }

  /** The most that may wait: none do where there is one stage. */
  long mostWaitingBytes() {
    return stages.count() > 1 ? options.queueBytes() : 0;
  }

  /** Over the limit of bytes the most rows that wait together run on, full or not. */
  private @Nullable Work<A> shed() {
    if (waitingBytes.get() <= options.queueBytes()) {
      return null;
    }
    int stage = 0;
    int length = 0;
    long most = 0;
    for (int s = 1; s < stages.count(); s++) {
      for (var entry : waiting.get(s).entrySet()) {
        if (entry.getValue().bytes() > most) {
          most = entry.getValue().bytes();
          stage = s;
          length = entry.getKey();
        }
      }
    }
    return taken(stage, length);
  }

  /**
   * Takes a batch of rows that wait, full if there are enough.
   *
   * @throws OutOfDeviceMemoryException if there is no memory to put even one row into it
   */
  private Work<A> taken(int stage, int length) {
    while (true) {
      int rows = Math.min(rows(stage, length), budget.rows(length));
      int seats = budget.filled(rows, length);
      if (stage == 0) {
        List<Ticket<A>> tickets = new ArrayList<>(rows);
        Deque<Ticket<A>> queue = fresh(length);
        while (tickets.size() < rows) {
          tickets.add(queue.remove());
        }
        return new Work<>(0, new Batch<>(length, tickets, seats));
      }
      try {
        return new Work<>(stage, queue(stage, length).take(seats));
      } catch (OutOfDeviceMemoryException e) {
        if (!budget.shrink(seats, length, e)) {
          throw e;
        }
      }
    }
  }

  private int rows(int stage, int length) {
    return stage == 0 ? fresh(length).size() : queue(stage, length).rows();
  }

  private Deque<Ticket<A>> fresh(int length) {
    return fresh.computeIfAbsent(length, key -> new ArrayDeque<>());
  }

  private Waiting<A> queue(int stage, int length) {
    return waiting.get(stage).computeIfAbsent(length, key -> new Waiting<>(stages, waitingBytes));
  }
}
