// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.HiddenStates;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * By the methods of a module of the user's own, on any device: {@code embed}, {@code segment_k} and
 * {@code exit_k} as the contract has them, and {@code forward} if it is there.
 */
final class ModuleCalls implements KernelCalls {
  /** What the contract takes for a probability of 1. */
  private static final float MOST = 1.001f;

  private final TorchModule module;
  private final HiddenStates states;
  private final Precision precision;
  private final int exits;
  private final int paddingId;
  private final boolean hasForward;

  private ModuleCalls(
      TorchModule module, HiddenStates states, BundleManifest manifest, Precision precision) {
    this.module = module;
    this.states = states;
    this.precision = precision;
    this.exits = manifest.architecture().exits();
    this.paddingId = manifest.paddingId();
    this.hasForward = precision == Precision.FP32 && module.methods().contains("forward");
  }

  /**
   * Loads a bundle's module as it is.
   *
   * @throws UnsupportedPrecisionException if it does not take hidden states of that precision
   * @throws IOException if libtorch cannot read it
   */
  static KernelModule load(Bundle bundle, Device device, Precision precision) throws IOException {
    BundleManifest manifest = bundle.manifest();
    List<Precision> known = manifest.architecture().precisions();
    if (!known.contains(precision)) {
      throw new UnsupportedPrecisionException(
          "Cannot compute in %s: the bundle's own TorchScript module takes %s (use that, or auto)"
              .formatted(
                  precision.id(),
                  String.join(" and ", known.stream().map(Precision::id).toList())));
    }
    TorchModule module = TorchModule.load(bundle.modelFile(), device);
    try {
      HiddenStates states = HiddenStates.load(device);
      return new KernelModule(module, new ModuleCalls(module, states, manifest, precision));
    } catch (IOException | RuntimeException e) {
      module.close();
      throw e;
    }
  }

  @Override
  public NDArray start(List<TokenizedText> rows, int length, NDManager scope) {
    try (TokenBatch batch = TokenBatch.of(rows, length, paddingId, scope)) {
      return states.in(precision, module.call("embed", batch.ids(), batch.types()));
    }
  }

  @Override
  public EarlyExitModel.Step step(
      int exit, NDArray hidden, List<TokenizedText> rows, int length, NDManager scope) {
    try (NDArray mask = TokenBatch.mask(rows, length, scope)) {
      NDArray after = module.call("segment_" + exit, hidden, mask);
      try {
        return new EarlyExitModel.Step(after, exit(exit, after, mask));
      } catch (RuntimeException | Error e) { // out of memory, perhaps
        after.close();
        throw e;
      }
    }
  }

  private float[][] exit(int exit, NDArray hidden, NDArray mask) {
    try (NDArray probabilities = module.call("exit_" + exit, hidden, mask)) {
      return rows(probabilities);
    }
  }

  /** Sums of float32 may end a little above 1, as far as the contract allows. */
  private static float[][] rows(NDArray probabilities) {
    float[][] rows = PlainCalls.rows(probabilities);
    for (float[] row : rows) {
      for (int label = 0; label < row.length; label++) {
        if (row[label] > 1 && row[label] <= MOST) {
          row[label] = 1;
        }
      }
    }
    return rows;
  }

  @Override
  public float[][] forward(List<TokenizedText> rows, int length, NDManager scope) {
    if (!hasForward) {
      return throughSegments(rows, length, scope);
    }
    try (TokenBatch batch = TokenBatch.of(rows, length, paddingId, scope);
        NDArray probabilities = module.call("forward", batch.ids(), batch.types(), batch.mask())) {
      return rows(probabilities);
    }
  }

  private float[][] throughSegments(List<TokenizedText> rows, int length, NDManager scope) {
    NDArray hidden = start(rows, length, scope);
    try (NDArray mask = TokenBatch.mask(rows, length, scope)) {
      for (int exit = 1; exit <= exits; exit++) {
        try (NDArray before = hidden) {
          hidden = module.call("segment_" + exit, before, mask);
        }
      }
      return exit(exits, hidden, mask);
    } finally {
      hidden.close();
    }
  }

  @Override
  public NDArray keep(NDArray hidden, int[] places, NDManager scope) {
    return states.keep(hidden, Arrays.stream(places).asLongStream().toArray(), scope);
  }

  @Override
  public void move(NDArray from, int[] sources, NDArray to, int[] targets, NDManager scope) {
    states.move(from, sources, to, targets, scope);
  }

  @Override
  public void close() {
    states.close();
  }
}
