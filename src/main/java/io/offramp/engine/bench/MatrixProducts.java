// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.encoder.ProductTemplate;
import io.offramp.engine.torch.TemporaryModule;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.util.List;

/** Matrix products and nothing else: the most that layers could reach. */
final class MatrixProducts implements AutoCloseable {
  private static final long SEED = 1;

  private final TorchModule module;
  private final List<ProductTemplate.Size> sizes;

  private MatrixProducts(TorchModule module, List<ProductTemplate.Size> sizes) {
    this.module = module;
    this.sizes = sizes;
  }

  /**
   * Products by the kernels that the engine would take.
   *
   * @throws IOException if they do not run here
   */
  static MatrixProducts load(List<ProductTemplate.Size> sizes, Precision precision)
      throws IOException {
    try {
      return load(sizes, Kernels.ONEDNN, precision);
    } catch (EngineException | IOException e) {
      if (precision != Precision.FP32) {
        throw new IOException("Cannot multiply in " + precision.id() + " here: " + e, e);
      }
      return load(sizes, Kernels.PLAIN, precision);
    }
  }

  private static MatrixProducts load(
      List<ProductTemplate.Size> sizes, Kernels kernels, Precision precision) throws IOException {
    TorchModule module =
        TemporaryModule.of(ProductTemplate.module(sizes, kernels, precision, SEED), Device.cpu());
    try (NDManager scope = module.newScope();
        NDArray any = scope.create(0f)) {
      module.call("prepare", any).close();
      return new MatrixProducts(module, sizes);
    } catch (EngineException e) {
      module.close();
      throw e;
    }
  }

  /** FLOPs of one round of all products. */
  double flops() {
    return sizes.stream().mapToDouble(ProductTemplate.Size::flops).sum();
  }

  /** Multiplies on the calling thread. */
  void run(int rounds) {
    try (NDManager scope = module.newScope();
        NDArray any = scope.create(0f)) {
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < sizes.size(); i++) {
          module.call("product_" + i, any).close();
        }
      }
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
