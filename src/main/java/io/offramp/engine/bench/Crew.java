// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.engine.torch.TorchThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The tasks of a benchmark: threads whose kernels run on one core each, as Spark's tasks do. */
final class Crew implements AutoCloseable {
  private final int tasks;
  private final ExecutorService threads;

  /** What each task does. */
  interface Work {
    /**
     * Does a task's share.
     *
     * @param task from 0
     */
    void run(int task) throws Exception;
  }

  Crew(int tasks) {
    this.tasks = tasks;
    this.threads =
        Executors.newFixedThreadPool(
            tasks,
            work -> {
              Thread thread = new Thread(work, "offramp-bench");
              thread.setDaemon(true);
              return thread;
            });
  }

  int tasks() {
    return tasks;
  }

  /**
   * Seconds from when all tasks are ready to when the last is done.
   *
   * @throws IllegalStateException if a task failed, with its message and cause
   */
  double seconds(Work work) {
    long[] start = new long[1];
    CyclicBarrier ready = new CyclicBarrier(tasks, () -> start[0] = System.nanoTime());
    List<Future<?>> running = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      int number = task;
      running.add(
          threads.submit(
              () -> {
                TorchThreads.prepare(1);
                ready.await();
                work.run(number);
                return null;
              }));
    }
    try {
      for (Future<?> one : running) {
        one.get();
      }
      return (System.nanoTime() - start[0]) / 1e9;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot go on measuring: interrupted", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
