// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets what libtorch is at be finished before the process ends.
 *
 * <p>When a process is told to end (Ctrl-C, SIGTERM), the C library takes libtorch's global state
 * down while other threads may still compute with it: they crash, and a dump is what the user gets
 * to see. So the end waits until everybody who holds it has let go, for a minute at most, and who
 * then asks to hold it stays there: there is nothing to come back to.
 */
public final class ProcessEnd {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ProcessEnd OF_THIS_PROCESS = new ProcessEnd();

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> OF_THIS_PROCESS.begin(PATIENCE), "offramp-waits-for-libtorch"));
    } catch (IllegalStateException e) {
      OF_THIS_PROCESS.begun = true; // it has come already
    }
  }

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean begun;

  ProcessEnd() {}

  /** The end of this process. */
  public static ProcessEnd ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /**
   * Holds the end back; a thread may do so many times over. Does not return once the end has come,
   * unless this thread holds it already.
   */
  public void hold() {
    lock.readLock().lock();
    if (begun && lock.getReadHoldCount() == 1) {
      lock.readLock().unlock();
      stay();
    }
  }

  private void stay() {
    while (true) {
      LockSupport.park(this);
      Thread.interrupted(); // or it would not park again
    }
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
      if (lock.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        lock.writeLock().unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
