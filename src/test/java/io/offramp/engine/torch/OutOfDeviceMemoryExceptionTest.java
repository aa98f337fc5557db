// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.torchscript.TorchScriptArchive;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutOfDeviceMemoryExceptionTest {
  private static final String PETABYTE =
      """
        def forward(self: __torch__.Petabyte, x: Tensor) -> Tensor:
          return torch.repeat(x, [1125899906842624])
      """;

  private final Path folder;

  OutOfDeviceMemoryExceptionTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Object throwing(Throwable failure) {
    return OutOfDeviceMemoryException.watching(
        () -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        });
  }

  /** What this libtorch really says, at both ways in. */
  @Test
  void watching_libtorchHasNoMemory_isRecognised() throws IOException {
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThatExceptionOfType(OutOfDeviceMemoryException.class)
          .isThrownBy(
              () -> OutOfDeviceMemoryException.watching(() -> scope.zeros(new Shape(1L << 50))))
          .withMessageContaining("DefaultCPUAllocator: can't allocate memory");
    }
    Path file = folder.resolve("petabyte.pt");
    TorchScriptArchive.write(
        new TorchScriptModule("Petabyte", List.of(), List.of(), PETABYTE), file);
    try (TorchModule module = TorchModule.load(file, Device.cpu());
        NDManager scope = module.newScope()) {
      NDArray x = scope.create(new float[] {1});
      assertThatExceptionOfType(OutOfDeviceMemoryException.class)
          .isThrownBy(() -> OutOfDeviceMemoryException.watching(() -> module.call("forward", x)))
          .withMessageContaining("DefaultCPUAllocator: can't allocate memory");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB.",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "std::bad_alloc"
      })
  void watching_engineSaysSo_keepsTheLine(String line) {
    EngineException failure = new EngineException("In the interpreter:\n  " + line + "\nStack");
    assertThatExceptionOfType(OutOfDeviceMemoryException.class)
        .isThrownBy(() -> throwing(failure))
        .withMessageStartingWith("Cannot run a batch: out of memory, at one row as well (")
        .withMessageEndingWith("): " + line)
        .withCause(failure);
  }

  @Test
  void watching_directBuffersAreUsedUp_isRecognised() {
    Error failure = new OutOfMemoryError("Cannot reserve 8 bytes of direct buffer memory");
    assertThatExceptionOfType(OutOfDeviceMemoryException.class)
        .isThrownBy(() -> throwing(failure))
        .withMessageEndingWith("Cannot reserve 8 bytes of direct buffer memory");
  }

  @Test
  void watching_otherFailures_areThrownAsTheyAre() {
    for (Throwable failure :
        List.of(
            new EngineException("mat1 and mat2 shapes cannot be multiplied"),
            new IllegalStateException("out of memory"),
            new OutOfMemoryError("Java heap space"))) {
      assertThatExceptionOfType(failure.getClass())
          .isThrownBy(() -> throwing(failure))
          .isSameAs(failure);
    }
    assertThat(OutOfDeviceMemoryException.watching(() -> 3)).isEqualTo(3);
  }
}
