// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.KernelTemplate;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.torch.TemporaryModule;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.CodeSwap;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bundle's tensors under the code that suits the device, or a module of the user's own.
 *
 * @param calls how its methods are called
 */
record KernelModule(TorchModule module, KernelCalls calls) {
  private static final Logger LOG = LoggerFactory.getLogger(KernelModule.class);

  /** Libtorch does not take the kernels; files are as they should be. */
  private static final class KernelsException extends IOException {
    private static final long serialVersionUID = 1L;

    KernelsException(Exception cause) {
      super(lastLine(cause), cause);
    }
  }

  /** On CPUs by oneDNN; if this libtorch has none, or it does not run here, by plain kernels. */
  static KernelModule load(Bundle bundle, Device device, Precision precision) throws IOException {
    if (isOwn(bundle)) {
      return ModuleCalls.load(bundle, device, precision);
    }
    if (precision == Precision.FP16 && !device.isGpu()) {
      throw new UnsupportedPrecisionException(
          "Cannot compute in fp16 on a CPU (must be a GPU; use bf16 or fp32)");
    }
    if (device.isGpu()) {
      return load(bundle, device, Kernels.PLAIN, precision);
    }
    try {
      return load(bundle, device, Kernels.ONEDNN, precision);
    } catch (KernelsException e) {
      if (precision != Precision.FP32) {
        throw new UnsupportedPrecisionException(
            "Cannot compute in %s on this processor (must have AVX-512 BF16 or AMX; use fp32): %s"
                .formatted(precision.id(), e.getMessage()),
            e);
      }
      LOG.info("No oneDNN here, plain kernels it is: {}", e.getMessage());
      return load(bundle, device, Kernels.PLAIN, precision);
    }
  }

  private static boolean isOwn(Bundle bundle) {
    return bundle.manifest().architecture() instanceof ModuleShape;
  }

  /** By these kernels or not at all; a module of the user's own has its own. */
  static KernelModule load(Bundle bundle, Device device, Kernels kernels, Precision precision)
      throws IOException {
    if (isOwn(bundle)) {
      return ModuleCalls.load(bundle, device, precision);
    }
    EncoderShape shape = bundle.manifest().shape();
    TorchModule module =
        prepared(bundle, device, KernelTemplate.methods(shape, kernels, precision));
    try {
      int paddingId = bundle.manifest().paddingId();
      KernelCalls calls =
          kernels == Kernels.ONEDNN
              ? new OneDnnCalls(module, shape, paddingId, module.newScope())
              : new PlainCalls(module, paddingId);
      return new KernelModule(module, calls);
    } catch (EngineException e) {
      module.close();
      throw new KernelsException(e);
    }
  }

  /** A bundle's tensors under such methods, laid out for them. */
  private static TorchModule prepared(Bundle bundle, Device device, String methods)
      throws IOException {
    TorchModule module;
    try {
      module =
          TemporaryModule.of(
              copy ->
                  CodeSwap.copy(
                      bundle.modelFile(),
                      EncoderTemplate.CLASS_NAME,
                      KernelTemplate.tensors(bundle.manifest().shape()),
                      methods,
                      copy),
              copy -> loaded(copy, device));
    } catch (KernelsException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "Cannot load TorchScript %s: %s".formatted(bundle.modelFile(), lastLine(e)), e);
    }
    try (NDManager scope = module.newScope();
        NDArray any = scope.create(0f)) {
      module.call("prepare", any).close();
      return module;
    } catch (EngineException e) {
      module.close();
      throw new KernelsException(e);
    }
  }

  private static TorchModule loaded(Path archive, Device device) throws KernelsException {
    try {
      return TorchModule.load(archive, device);
    } catch (IOException e) {
      throw new KernelsException(e);
    }
  }

  private static String lastLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().reduce("", (before, line) -> line);
  }
}
