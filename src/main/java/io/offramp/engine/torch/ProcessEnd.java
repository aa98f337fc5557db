// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets what libtorch is at be finished before the process ends.
 *
 * <p>When a process is told to end (Ctrl-C, SIGTERM), the C library takes libtorch's global state
 * down while other threads may still compute with it: they crash, and a dump is what the user gets
 * to see. So the end waits until everybody who holds it has let go, for a minute at most, and who
 * then asks to hold it waits for ever, as there is nothing to come back to.
 */
public final class ProcessEnd {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ProcessEnd OF_THIS_PROCESS = new ProcessEnd();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> OF_THIS_PROCESS.begin(PATIENCE), "offramp-waits-for-libtorch"));
  }

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean begun;

  ProcessEnd() {}

  /** The end of this process. */
  public static ProcessEnd ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /**
   * Holds the end back; a thread may do so many times over. Does not return once the end has come.
   */
  public void hold() {
    lock.readLock().lock();
  }

  /** Takes one {@link #hold} of this thread back. */
  public void letGo() {
    lock.readLock().unlock();
  }

  /** Whether the process was told to end: who holds it for long should finish. */
  public boolean begun() {
    return begun;
  }

  /** Tells that the end has come, and waits until nobody holds it. */
  void begin(Duration patience) {
    begun = true;
    try {
      lock.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
