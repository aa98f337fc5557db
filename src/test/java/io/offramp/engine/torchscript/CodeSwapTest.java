// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeSwapTest {
  private static final String ONCE =
      """
        def forward(self: __torch__.Scaled, x: Tensor) -> Tensor:
          return torch.mul(x, self.scale)
      """;

  private static final String TWICE =
      """
        def forward(self: __torch__.Scaled, x: Tensor) -> Tensor:
          self.scale = torch.mul(self.scale, 2)
          return torch.mul(x, self.scale)
      """;

  private final Path folder;

  CodeSwapTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path archive() throws IOException {
    Path file = folder.resolve("once.pt");
    Tensor scale = new Tensor("scale", new long[] {2}, new float[] {3, 5});
    TorchScriptArchive.write(
        new TorchScriptModule("Scaled", List.of(scale), List.of(), ONCE), file);
    return file;
  }

  private static float[] run(Path file) throws IOException {
    try (TorchModule module = TorchModule.load(file, Device.cpu());
        NDManager scope = module.newScope();
        NDArray x = scope.create(new float[] {1, 10})) {
      return module.call("forward", x).toFloatArray();
    }
  }

  @Test
  void copy_otherMethods_runOverTheSameTensorsAndMayReplaceThem() throws IOException {
    Path archive = archive();
    byte[] before = Files.readAllBytes(archive);
    Path copy = folder.resolve("twice.pt");
    CodeSwap.copy(archive, "Scaled", List.of("scale"), TWICE, copy);
    assertThat(run(copy)).containsExactly(6, 100);
    assertThat(run(archive)).containsExactly(3, 50);
    assertThat(archive).hasBinaryContent(before);
  }

  @Test
  void copy_noArchive_isRefused() throws IOException {
    Path copy = folder.resolve("copy.pt");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(
            () -> CodeSwap.copy(folder.resolve("none.pt"), "Scaled", List.of(), TWICE, copy));
    Path other = folder.resolve("other.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
      TorchScriptArchive.storeAs(zip, "archive/data.pkl", new byte[] {1});
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> CodeSwap.copy(other, "Scaled", List.of(), TWICE, copy))
        .withMessageContaining("Cannot read TorchScript " + other + ": it has no");
  }
}
