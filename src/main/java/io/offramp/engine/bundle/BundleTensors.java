// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The weights of a bundle's model, read from its archive. */
public final class BundleTensors {
  private BundleTensors() {}

  /**
   * The parameters in the archive's order, which is the one that {@code EncoderTemplate.module}
   * takes; temperatures, which are buffers, are in the manifest.
   *
   * @return float32 copies on the heap
   * @throws BundleException if libtorch cannot read the archive, or it is a module of the user's
   *     own
   */
  public static List<Tensor> of(Bundle bundle) {
    bundle.requireEncoder("read the weights of");
    try (TorchModule module = TorchModule.loadForTraining(bundle.modelFile())) {
      List<Tensor> tensors = new ArrayList<>();
      for (Pair<String, Parameter> entry : module.block().getParameters()) {
        try (NDArray array = entry.getValue().getArray().toType(DataType.FLOAT32, true)) {
          tensors.add(
              new Tensor(entry.getKey(), array.getShape().getShape(), array.toFloatArray()));
        }
      }
      return tensors;
    } catch (IOException e) {
      throw new BundleException(
          "Cannot read the weights of bundle %s: %s".formatted(bundle.location(), e.getMessage()),
          e);
    }
  }
}
