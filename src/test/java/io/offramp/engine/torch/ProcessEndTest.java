// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProcessEndTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ProcessEnd end = new ProcessEnd();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Thread started(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true); // one of them never ends
    thread.start();
    return thread;
  }

  private Thread beginInAnotherThread(Duration patience) {
    return started(
        () -> {
          end.begin(patience);
          ended.countDown();
        });
  }

  @Test
  void begin_nobodyHoldsIt_doesNotWait() {
    assertThat(end.begun()).isFalse();
    end.begin(LONG);
    assertThat(end.begun()).isTrue();
  }

  @Test
  void begin_heldTwiceByAThread_waitsForBoth() throws InterruptedException {
    end.hold();
    Thread ending = beginInAnotherThread(LONG);
    while (ending.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
    end.hold(); // who holds it already may finish what that takes
    end.letGo();
    assertThat(ended.await(100, TimeUnit.MILLISECONDS)).isFalse();
    end.letGo();
    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void begin_heldForEver_losesPatience() throws InterruptedException {
    end.hold();
    beginInAnotherThread(Duration.ofMillis(20));
    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
    end.letGo();
  }

  @Test
  void hold_afterTheEnd_doesNotComeBackEvenIfInterrupted() throws InterruptedException {
    end.begin(LONG);
    Thread late = started(end::hold);
    late.join(50);
    late.interrupt();
    late.join(50);
    assertThat(late.isAlive()).isTrue();
  }

  @Test
  void hold_afterPatienceWasLost_doesNotComeBack() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Thread slow =
        started(
            () -> {
              end.hold();
              end.begin(Duration.ofMillis(20));
              over.countDown();
              end.letGo();
              end.hold();
            });
    assertThat(over.await(1, TimeUnit.MINUTES)).isTrue();
    slow.join(50);
    assertThat(slow.isAlive()).isTrue();
  }
}
