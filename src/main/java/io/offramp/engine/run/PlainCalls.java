// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import java.util.Arrays;
import java.util.List;

/** By {@link io.offramp.engine.encoder.Kernels#PLAIN}, on any device. */
final class PlainCalls implements KernelCalls {
  private final TorchModule module;
  private final int paddingId;

  PlainCalls(TorchModule module, int paddingId) {
    this.module = module;
    this.paddingId = paddingId;
  }

  @Override
  public NDArray start(List<TokenizedText> rows, int length, NDManager scope) {
    try (TokenBatch batch = TokenBatch.of(rows, length, paddingId, scope)) {
      return module.call("start", batch.ids(), batch.types());
    }
  }

  @Override
  public EarlyExitModel.Step step(
      int exit, NDArray hidden, List<TokenizedText> rows, int length, NDManager scope) {
    NDList both;
    try (NDArray lengths = lengths(rows, scope)) {
      both = module.callAll("step_" + exit, hidden, lengths);
    }
    try (NDArray probabilities = both.get(1)) {
      return new EarlyExitModel.Step(both.get(0), rows(probabilities));
    } catch (RuntimeException e) { // a GPU may fail when results are fetched
      both.get(0).close();
      throw e;
    }
  }

  @Override
  public float[][] forward(List<TokenizedText> rows, int length, NDManager scope) {
    try (TokenBatch batch = TokenBatch.of(rows, length, paddingId, scope);
        NDArray lengths = lengths(rows, scope);
        NDArray probabilities = module.call("forward", batch.ids(), batch.types(), lengths)) {
      return rows(probabilities);
    }
  }

  /** A row's C probabilities each. */
  static float[][] rows(NDArray probabilities) {
    float[] flat = probabilities.toFloatArray();
    int classes = Math.toIntExact(probabilities.getShape().get(1));
    float[][] rows = new float[flat.length / classes][classes];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(flat, row * classes, rows[row], 0, classes);
    }
    return rows;
  }

  private static NDArray lengths(List<TokenizedText> rows, NDManager scope) {
    return scope.create(rows.stream().mapToLong(TokenizedText::length).toArray());
  }

  @Override
  public NDArray keep(NDArray hidden, int[] places, NDManager scope) {
    try (NDArray index = scope.create(Arrays.stream(places).asLongStream().toArray())) {
      return module.call("keep", hidden, index);
    }
  }

  @Override
  public void move(NDArray from, int[] sources, NDArray to, int[] targets, NDManager scope) {
    long[] places = new long[2 * sources.length];
    for (int row = 0; row < sources.length; row++) {
      places[row] = sources[row];
      places[sources.length + row] = targets[row];
    }
    try (NDArray both = scope.create(places, new Shape(2, sources.length))) {
      module.call("move", from, to, both).close();
    }
  }
}
