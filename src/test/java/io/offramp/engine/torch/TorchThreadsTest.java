// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class TorchThreadsTest {
  @Test
  void prepare_noThreads_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchThreads.prepare(0))
        .withMessage("Cannot run kernels on 0 threads (must be at least 1)");
  }

  @Test
  void prepare_anotherNumber_isTheThreadsOwnFromThenOn() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    ExecutorService two = Executors.newSingleThreadExecutor();
    try {
      assertThat(one.submit(() -> threadsAfter(2)).get()).isEqualTo(2);
      assertThat(two.submit(() -> threadsAfter(3)).get()).isEqualTo(3);
      assertThat(one.submit(JniUtils::getNumThreads).get()).isEqualTo(2);
      assertThat(one.submit(() -> threadsAfter(1)).get()).isEqualTo(1);
      assertThat(one.submit(() -> threadsAfter(2)).get()).isEqualTo(2);
    } finally {
      one.shutdownNow();
      two.shutdownNow();
    }
  }

  private static int threadsAfter(int intraOp) {
    TorchThreads.prepare(intraOp);
    return JniUtils.getNumThreads();
  }
}
