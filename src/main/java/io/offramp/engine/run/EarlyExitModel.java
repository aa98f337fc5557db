// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.util.List;

/**
 * A bundle's model and tokenizer in memory, on one device.
 *
 * <p>Safe for use by many threads at once; each thread calls {@link
 * io.offramp.engine.torch.TorchThreads#prepare} first. Closing frees native memory and must wait
 * until nobody scores.
 */
public final class EarlyExitModel implements AutoCloseable {
  private final Bundle bundle;
  private final TorchModule module;
  private final TextEncoder encoder;

  private EarlyExitModel(Bundle bundle, TorchModule module, TextEncoder encoder) {
    this.bundle = bundle;
    this.module = module;
    this.encoder = encoder;
  }

  /**
   * Loads a bundle that was opened, hence checked.
   *
   * @throws IOException if the model file cannot be read
   */
  public static EarlyExitModel load(Bundle bundle, Device device) throws IOException {
    TextEncoder encoder =
        TextEncoder.open(bundle.tokenizerFile(), bundle.manifest().shape().maxLength());
    try {
      bundle.requireVocabulary(encoder.vocabularySize());
      return new EarlyExitModel(bundle, TorchModule.load(bundle.modelFile(), device), encoder);
    } catch (IOException | RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /** The bundle this model was loaded from. */
  public Bundle bundle() {
    return bundle;
  }

  TextEncoder encoder() {
    return encoder;
  }

  int exits() {
    return bundle.manifest().shape().exits();
  }

  int classes() {
    return bundle.manifest().shape().classes();
  }

  NDManager newScope() {
    return module.newScope();
  }

  TokenBatch batch(List<TokenizedText> rows, NDManager scope) {
    return TokenBatch.of(rows, bundle.manifest().paddingId(), scope);
  }

  /** Hidden states before the first segment [B,N,W]. */
  NDArray embed(TokenBatch batch) {
    return module.call("embed", batch.ids(), batch.types());
  }

  /** Hidden states after segment {@code exit} (1-based); the input is freed. */
  NDArray segment(int exit, NDArray hidden, NDArray mask) {
    NDArray next = module.call("segment_" + exit, hidden, mask);
    hidden.close();
    return next;
  }

  /** Class probabilities at {@code exit} (1-based), a row each. */
  float[][] probabilities(int exit, NDArray hidden, NDArray mask) {
    try (NDArray probabilities = module.call("exit_" + exit, hidden, mask)) {
      return rows(probabilities);
    }
  }

  /** Class probabilities at full depth, a row each, in one call. */
  float[][] fullDepth(TokenBatch batch) {
    try (NDArray probabilities = module.call("forward", batch.ids(), batch.types(), batch.mask())) {
      return rows(probabilities);
    }
  }

  private float[][] rows(NDArray probabilities) {
    float[] flat = probabilities.toFloatArray();
    int classes = classes();
    float[][] rows = new float[flat.length / classes][classes];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(flat, row * classes, rows[row], 0, classes);
    }
    return rows;
  }

  @Override
  public void close() {
    module.close();
    encoder.close();
  }
}
