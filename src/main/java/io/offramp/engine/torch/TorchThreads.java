// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.offramp.engine.djl.DjlDefaults;

/**
 * Sets up the calling thread for libtorch.
 *
 * <p>Both settings belong to a thread, not to the process: OpenMP keeps the size of its team per
 * thread, and so does libtorch the choice of graph executor. A thread that skipped this would run
 * its kernels on every core, against all the other tasks.
 */
public final class TorchThreads {
  private static final ThreadLocal<Integer> PREPARED = ThreadLocal.withInitial(() -> 0);

  private TorchThreads() {}

  /**
   * Lets kernels that the calling thread starts use {@code intraOp} cores, and turns off graph
   * re-optimisation, which costs more than it gives when shapes change from batch to batch.
   *
   * @param intraOp cores a kernel may use, at least 1
   */
  public static void prepare(int intraOp) {
    if (intraOp < 1) {
      throw new IllegalArgumentException(
          "Cannot run kernels on " + intraOp + " threads (must be at least 1)");
    }
    if (PREPARED.get() == intraOp) {
      return;
    }
    DjlDefaults.apply();
    Engine.getEngine("PyTorch"); // loads the native library, which the next calls need
    JniUtils.setNumThreads(intraOp);
    JniUtils.setGraphExecutorOptimize(false);
    PREPARED.set(intraOp);
  }
}
