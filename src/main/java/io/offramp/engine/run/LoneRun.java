// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import java.util.List;

/**
 * A row's probabilities when it is run by itself, unpadded.
 *
 * <p>Kernels add in another order for another batch shape, so a probability wobbles in its last
 * bits with the company a row keeps. Alone, the shape is the row's own, and the result is a
 * function of the row.
 */
final class LoneRun {
  private final EarlyExitModel model;

  LoneRun(EarlyExitModel model) {
    this.model = model;
  }

  float[] probabilities(TokenizedText row, int exit) {
    try (NDManager scope = model.newScope()) {
      TokenBatch batch = model.batch(List.of(row), scope);
      NDArray hidden = model.embed(batch);
      for (int k = 1; k <= exit; k++) {
        hidden = model.segment(k, hidden, batch.mask());
      }
      return model.probabilities(exit, hidden, batch.mask())[0];
    }
  }
}
