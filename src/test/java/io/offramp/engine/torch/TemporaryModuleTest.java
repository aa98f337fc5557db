// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.torchscript.TorchScriptArchive;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TemporaryModuleTest {
  private static final TorchScriptModule TWICE =
      new TorchScriptModule(
          "Twice",
          List.of(),
          List.of(),
          """
            def twice(self: __torch__.Twice, x: Tensor) -> Tensor:
              return torch.mul(x, 2)
          """);

  private final List<Path> written = new ArrayList<>();

  private void assertNothingIsLeft() {
    assertThat(written).hasSize(1);
    assertThat(written.get(0)).doesNotExist();
    assertThat(written.get(0).getParent()).doesNotExist();
  }

  @Test
  void of_module_runsAfterItsFileIsGone() throws IOException {
    try (TorchModule module =
            TemporaryModule.of(
                archive -> {
                  written.add(archive);
                  TorchScriptArchive.write(TWICE, archive);
                },
                archive -> TorchModule.load(archive, Device.cpu()));
        NDManager scope = module.newScope()) {
      assertNothingIsLeft();
      NDArray three = scope.create(3f);
      assertThat(module.call("twice", three).getFloat()).isEqualTo(6);
    }
  }

  private void assertFailsAndLeavesNothing(TemporaryModule.Writer writer, String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                TemporaryModule.of(
                    archive -> {
                      written.add(archive);
                      writer.write(archive);
                    },
                    TorchModule::loadForTraining))
        .withMessageStartingWith(message);
    assertNothingIsLeft();
  }

  @Test
  void of_whatCannotBeLoaded_leavesNoFile() {
    assertFailsAndLeavesNothing(
        archive -> Files.writeString(archive, "no archive"), "Cannot load TorchScript ");
  }

  @Test
  void of_whatCannotBeWritten_leavesNoFolder() {
    assertFailsAndLeavesNothing(
        archive -> {
          throw new IOException("no space");
        },
        "no space");
  }
}
