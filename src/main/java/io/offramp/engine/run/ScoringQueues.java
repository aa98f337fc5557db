// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.ToLongFunction;

/** What waits between stages now, over all models of this JVM that are loaded. */
public final class ScoringQueues {
  /** Weak: a model that somebody forgot to close is not kept by being watched. */
  private static final Set<Rebatchers> OPEN = Collections.newSetFromMap(new WeakHashMap<>());

  private ScoringQueues() {}

  /** Bytes of hidden states that wait. */
  public static long bytes() {
    return sum(Rebatchers::waitingBytes);
  }

  /** Bytes that may wait at most, in the queues that were used so far. */
  public static long mostBytes() {
    return sum(Rebatchers::mostWaitingBytes);
  }

  static void opened(Rebatchers queues) {
    synchronized (OPEN) {
      OPEN.add(queues);
    }
  }

  static void closed(Rebatchers queues) {
    synchronized (OPEN) {
      OPEN.remove(queues);
    }
  }

  private static long sum(ToLongFunction<Rebatchers> bytes) {
    List<Rebatchers> open;
    synchronized (OPEN) {
      open = List.copyOf(OPEN);
    }
    return open.stream().mapToLong(bytes).sum();
  }
}
