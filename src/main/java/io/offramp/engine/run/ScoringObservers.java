// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who hear of all scoring in this JVM; by default nobody. */
public final class ScoringObservers {
  private static final List<ScoringObserver> OBSERVERS = new CopyOnWriteArrayList<>();
  private static final ScoringObserver ALL = new All();

  private ScoringObservers() {}

  /** Lets an observer hear of what happens from now on. */
  public static void add(ScoringObserver observer) {
    OBSERVERS.add(observer);
  }

  /** Lets an observer hear of nothing any more; one that was not added is no error. */
  public static void remove(ScoringObserver observer) {
    OBSERVERS.remove(observer);
  }

  /** Tells all who are added when it is told something. */
  public static ScoringObserver all() {
    return ALL;
  }

  private static final class All implements ScoringObserver {
    @Override
    public void answered(RowTally rows) {
      OBSERVERS.forEach(observer -> observer.answered(rows));
    }

    @Override
    public void ran(BatchRun batch) {
      OBSERVERS.forEach(observer -> observer.ran(batch));
    }

    @Override
    public void loaded(long nanos) {
      OBSERVERS.forEach(observer -> observer.loaded(nanos));
    }
  }
}
