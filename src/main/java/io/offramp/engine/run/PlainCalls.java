// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
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
  public NDList step(
      int exit, NDArray hidden, List<TokenizedText> rows, int length, NDManager scope) {
    try (NDArray lengths = lengths(rows, scope)) {
      return module.callAll("step_" + exit, hidden, lengths);
    }
  }

  @Override
  public NDArray forward(List<TokenizedText> rows, int length, NDManager scope) {
    try (TokenBatch batch = TokenBatch.of(rows, length, paddingId, scope);
        NDArray lengths = lengths(rows, scope)) {
      return module.call("forward", batch.ids(), batch.types(), lengths);
    }
  }

  private static NDArray lengths(List<TokenizedText> rows, NDManager scope) {
    return scope.create(rows.stream().mapToLong(TokenizedText::length).toArray());
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
