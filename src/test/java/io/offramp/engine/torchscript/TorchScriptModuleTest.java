// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TorchScriptModuleTest {
  private static Tensor scalar(String name) {
    return new Tensor(name, new long[0], new float[1]);
  }

  @Test
  void module_nameUsedTwice_isRefused() {
    String message = "Cannot build module M: two tensors are named a";
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TorchScriptModule("M", List.of(scalar("a"), scalar("a")), List.of(), ""))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TorchScriptModule("M", List.of(scalar("a")), List.of(scalar("a")), ""))
        .withMessage(message);
  }

  @Test
  void module_listsChangedLater_keepsItsOwn() {
    List<Tensor> parameters = new ArrayList<>(List.of(scalar("a")));
    TorchScriptModule module = new TorchScriptModule("M", parameters, List.of(), "");
    parameters.clear();
    assertThat(module.parameters()).hasSize(1);
  }

  @Test
  void source_parametersAndBuffers_areDeclaredApart() {
    TorchScriptModule module =
        new TorchScriptModule(
            "M", List.of(scalar("a"), scalar("b")), List.of(scalar("c")), "  def m\n");
    assertThat(module.source())
        .isEqualTo(
            """
            class M(Module):
              __parameters__ = ["a", "b", ]
              __buffers__ = ["c", ]
              a : Tensor
              b : Tensor
              c : Tensor
              training : bool
              _is_full_backward_hook : Optional[bool]
              def m
            """);
  }
}
