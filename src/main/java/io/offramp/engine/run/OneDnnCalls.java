// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.HostBuffers;
import io.offramp.engine.torch.TorchModule;
import java.util.List;
import java.util.stream.IntStream;

/** By {@link io.offramp.engine.encoder.Kernels#ONEDNN}, on CPUs. */
final class OneDnnCalls implements KernelCalls {
  private final TorchModule module;
  private final EncoderShape shape;
  private final int paddingId;
  private final HostBuffers buffers = new HostBuffers();

  OneDnnCalls(TorchModule module, EncoderShape shape, int paddingId) {
    this.module = module;
    this.shape = shape;
    this.paddingId = paddingId;
  }

  @Override
  public NDArray start(List<TokenizedText> rows, int length, NDManager scope) {
    try (RowPieces pieces = RowPieces.of(rows, length, shape, paddingId, buffers, scope)) {
      return module.call("start", pieces.tensor());
    }
  }

  @Override
  public NDList step(
      int exit, NDArray hidden, List<TokenizedText> rows, int length, NDManager scope) {
    try (RowLayout layout = RowLayout.of(rows, length, buffers, scope)) {
      return module.callAll("step_" + exit, hidden, layout.scores(), layout.cells());
    }
  }

  @Override
  public NDArray forward(List<TokenizedText> rows, int length, NDManager scope) {
    try (RowPieces pieces = RowPieces.of(rows, length, shape, paddingId, buffers, scope);
        RowLayout layout = RowLayout.of(rows, length, buffers, scope)) {
      return module.call("forward", pieces.tensor(), layout.scores(), layout.cells());
    }
  }

  @Override
  public void move(NDArray from, int[] sources, NDArray to, int[] targets, NDManager scope) {
    long[] places =
        IntStream.concat(IntStream.of(sources), IntStream.of(targets)).asLongStream().toArray();
    module.call("move", places, from, to).close();
  }
}
