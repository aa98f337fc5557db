// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Keeps batches full while rows leave: rows that stay behind in a thinned batch wait, with their
 * hidden states, until there are others of the same padded length before the same stage. As long as
 * rows come in, every batch of a padded length has the same number of rows, so that kernels meet
 * few shapes: for each new one oneDNN has to make a kernel first.
 *
 * <p>Rows are only joined with rows of the same padded length, which is a function of a row's own
 * length; so a row meets the same shapes whatever company it is in. The deepest stage that can fill
 * a batch runs first, which keeps few rows waiting.
 *
 * <p>After the rebatching of serving systems (E3, SOSP 2024; DREX, arXiv 2512.15705), without their
 * deadlines: offline, a row may wait as long as there is memory.
 */
final class Rebatcher<A> {
  private final Stages<A> stages;
  private final ScoringOptions options;
  private final List<TreeMap<Integer, Waiting<A>>> waiting = new ArrayList<>();
  private long bytes;

  Rebatcher(Stages<A> stages, ScoringOptions options) {
    this.stages = stages;
    this.options = options;
    for (int stage = 0; stage < stages.count(); stage++) {
      waiting.add(new TreeMap<>());
    }
  }

  /** Lets a row wait for the first stage. */
  void offer(Ticket<A> ticket) {
    queue(0, ticket.length()).add(new Batch<>(List.of(ticket), null));
  }

  /**
   * Runs the deepest full batch through the stages for as long as enough of its rows stay.
   *
   * @return whether there was one
   */
  boolean runFull() {
    for (int stage = stages.count() - 1; stage >= 0; stage--) {
      for (var entry : waiting.get(stage).entrySet()) {
        if (entry.getValue().rows() >= options.rows(entry.getKey())) {
          run(stage, entry.getKey());
          return true;
        }
      }
    }
    return false;
  }

  /** Runs the batch that a row waits in, full or not. */
  void runWith(Ticket<A> ticket) {
    while (!ticket.isAnswered()) {
      run(ticket.stage(), ticket.length());
    }
  }

  /** Runs all that wait, the first stage first, so that rows meet once more before each. */
  void runAll() {
    for (int stage = 0; stage < stages.count(); stage++) {
      for (int length : List.copyOf(waiting.get(stage).keySet())) {
        while (queue(stage, length).rows() > 0) {
          run(stage, length);
        }
      }
    }
  }

  /** Frees the hidden states of rows that wait. */
  void close() {
    for (TreeMap<Integer, Waiting<A>> ofStage : waiting) {
      for (Waiting<A> queue : ofStage.values()) {
        queue.take(Integer.MAX_VALUE).forEach(Batch::close);
      }
    }
  }

  private void run(int first, int length) {
    int full = options.rows(length);
    Batch<A> batch = taken(first, length, full);
    for (int stage = first; ; stage++) {
      batch = stages.run(stage, batch);
      if (batch.size() == 0) {
        return;
      }
      for (Ticket<A> ticket : batch.tickets()) {
        ticket.reaches(stage + 1);
      }
      if (batch.size() < full) {
        Waiting<A> queue = queue(stage + 1, length);
        queue.add(batch);
        bytes += Waiting.bytes(batch);
        if (queue.rows() < full) {
          shed();
          return;
        }
        batch = taken(stage + 1, length, full);
      }
    }
  }

  private Batch<A> taken(int stage, int length, int full) {
    List<Batch<A>> pieces = queue(stage, length).take(full);
    for (Batch<A> piece : pieces) {
      bytes -= Waiting.bytes(piece);
    }
    if (stage > 0) {
      return stages.join(pieces);
    }
    return new Batch<>(pieces.stream().map(piece -> piece.tickets().get(0)).toList(), null);
  }

  /** Over the limit of bytes the most rows that wait together run on, full or not. */
  private void shed() {
    while (bytes > options.queueBytes()) {
      int stage = 0;
      int length = 0;
      int most = 0;
      for (int s = 1; s < stages.count(); s++) {
        for (var entry : waiting.get(s).entrySet()) {
          int cells = entry.getKey() * entry.getValue().rows();
          if (cells > most) {
            most = cells;
            stage = s;
            length = entry.getKey();
          }
        }
      }
      run(stage, length);
    }
  }

  private Waiting<A> queue(int stage, int length) {
    return waiting.get(stage).computeIfAbsent(length, key -> new Waiting<>());
  }
}
