// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.util.List;

/**
 * What is done with hidden states [B,N,W] between the calls of a module that has no methods for it.
 * A small module of its own, since DJL's arrays lack some of it: casting to bfloat16 by DJL ends
 * the process.
 *
 * <p>Safe for use by many threads at once.
 */
public final class HiddenStates implements AutoCloseable {
  private static final String METHODS =
      """
        def keep(self: __torch__.States, hidden: Tensor, places: Tensor) -> Tensor:
          return torch.index_select(hidden, 0, places)
        def move(self: __torch__.States, donor: Tensor, hidden: Tensor, places: Tensor) -> Tensor:
          moved = torch.index_select(donor, 0, torch.select(places, 0, 0))
          return torch.index_copy_(hidden, 0, torch.select(places, 0, 1), moved)
        def to_fp32(self: __torch__.States, hidden: Tensor) -> Tensor:
          return torch.to(hidden, 6)
        def to_bf16(self: __torch__.States, hidden: Tensor) -> Tensor:
          return torch.to(hidden, 15)
        def wipe(self: __torch__.States, hidden: Tensor) -> Tensor:
          return torch.zero_(hidden)
      """;

  private final TorchModule module;

  private HiddenStates(TorchModule module) {
    this.module = module;
  }

  /**
   * On a device.
   *
   * @throws IOException if the module cannot be written or read
   */
  public static HiddenStates load(Device device) throws IOException {
    return new HiddenStates(
        TemporaryModule.of(new TorchScriptModule("States", List.of(), List.of(), METHODS), device));
  }

  /** The states of the rows at some places, in a tensor of their own. */
  public NDArray keep(NDArray hidden, long[] places, NDManager scope) {
    try (NDArray index = scope.create(places)) {
      return module.call("keep", hidden, index);
    }
  }

  /** Writes the states of rows at some places of one batch to places of another. */
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

  /**
   * The states in a precision, in the place of those given.
   *
   * @param precision float32 or bfloat16
   */
  public NDArray in(Precision precision, NDArray hidden) {
    if (precision == Precision.FP32 && hidden.getDataType() == DataType.FLOAT32) {
      return hidden;
    }
    try (NDArray before = hidden) {
      return module.call("to_" + precision.id(), before);
    }
  }

  /** The states as numbers; they stay as they are. */
  public float[] numbers(NDArray hidden) {
    try (NDArray reals = module.call("to_fp32", hidden)) {
      return reals.toFloatArray();
    }
  }

  /** Overwrites the states by zeros. */
  public void wipe(NDArray hidden) {
    module.call("wipe", hidden).close();
  }

  @Override
  public void close() {
    module.close();
  }
}
