// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptArchive;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TorchModuleTest {
  private static final String METHODS =
      """
        def forward(self: __torch__.Powers, x: Tensor) -> Tensor:
          return torch.mul(x, self.factor)
        def square(self: __torch__.Powers, x: Tensor) -> Tensor:
          return torch.mul(x, x)
        def product(self: __torch__.Powers, x: Tensor, y: Tensor) -> Tensor:
          return torch.mul(x, y)
      """;

  private final Path folder;

  TorchModuleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path powers() throws IOException {
    Path file = folder.resolve("powers.of.pt");
    Tensor factor = new Tensor("factor", new long[] {1}, new float[] {10});
    TorchScriptArchive.write(
        new TorchScriptModule("Powers", List.of(factor), List.of(), METHODS), file);
    return file;
  }

  /** DJL would take a file of the name without its ending first. */
  @Test
  void load_anotherFileBesideIt_loadsTheOneThatWasNamed() throws IOException {
    Path archive = powers();
    Files.writeString(folder.resolve("powers.of"), "no archive");
    try (TorchModule module = TorchModule.load(archive, Device.cpu());
        NDManager scope = module.newScope()) {
      NDArray x = scope.create(new float[] {3});
      assertThat(module.call("forward", x).toFloatArray()).containsExactly(30);
    }
    Files.delete(archive);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TorchModule.load(archive, Device.cpu()))
        .withMessage("Cannot load TorchScript " + archive + ": it is no file");
  }

  @Test
  void call_anyMethod_runsThatOneInTheScopeOfItsInput() throws IOException {
    try (TorchModule module = TorchModule.load(powers(), Device.cpu());
        NDManager scope = module.newScope()) {
      NDArray x = scope.create(new float[] {3});
      NDArray y = scope.create(new float[] {5});
      assertThat(module.call("forward", x).toFloatArray()).containsExactly(30);
      assertThat(module.call("square", x).toFloatArray()).containsExactly(9);
      NDArray product = module.call("product", x, y);
      assertThat(product.toFloatArray()).containsExactly(15);
      assertThat(product.getManager()).isSameAs(scope);
    }
  }

  @Test
  void call_manyTimes_leavesOnlyInputsAndResults() throws IOException {
    try (TorchModule module = TorchModule.load(powers(), Device.cpu());
        NDManager scope = module.newScope()) {
      NDArray x = scope.create(new float[] {3});
      int before = scope.getManagedArrays().size();
      for (int i = 0; i < 10; i++) {
        module.call("square", x).close();
      }
      assertThat(scope.getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void inputsFor_aTrainer_nameTheMethodLast() throws IOException {
    try (TorchModule module = TorchModule.load(powers(), Device.cpu());
        NDManager scope = module.newScope()) {
      NDArray x = scope.create(new float[] {3});
      NDList inputs = TorchModule.inputsFor("square", x);
      assertThat(inputs).hasSize(2);
      assertThat(inputs.get(0)).isSameAs(x);
      assertThat(inputs.get(1).getName()).isEqualTo("module_method:square");
    }
  }

  @Test
  void load_noSuchFile_namesIt() {
    Path missing = folder.resolve("missing.pt");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TorchModule.load(missing, Device.cpu()).close())
        .withMessageStartingWith("Cannot load TorchScript " + missing + ": ");
  }

  @Test
  void load_damagedFile_namesIt() throws IOException {
    Path file = powers();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TorchModule.load(file, Device.cpu()).close())
        .withMessageStartingWith("Cannot load TorchScript " + file + ": ");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TorchModule.loadForTraining(file).close())
        .withMessageStartingWith("Cannot load TorchScript " + file + ": ");
  }
}
