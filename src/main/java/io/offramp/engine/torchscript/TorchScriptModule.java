// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A module to be written: float32 parameters (trainable), float32 buffers (constants) and methods
 * in TorchScript source.
 *
 * @param className Python class name; methods refer to it as {@code __torch__.NAME}
 * @param parameters in the order in which they are written
 * @param buffers likewise
 * @param methods TorchScript source of the methods, indented by two spaces
 */
public record TorchScriptModule(
    String className, List<Tensor> parameters, List<Tensor> buffers, String methods) {

  /** Copies the lists and refuses a name that is used twice. */
  public TorchScriptModule {
    parameters = List.copyOf(parameters);
    buffers = List.copyOf(buffers);
    Map<String, Tensor> names = new LinkedHashMap<>();
    for (List<Tensor> group : List.of(parameters, buffers)) {
      for (Tensor tensor : group) {
        if (names.put(tensor.name(), tensor) != null) {
          throw new IllegalArgumentException(
              "Cannot build module " + className + ": two tensors are named " + tensor.name());
        }
      }
    }
  }

  /** The class as libtorch's importer reads it: attribute declarations, then methods. */
  String source() {
    StringBuilder source = new StringBuilder("class ").append(className).append("(Module):\n");
    source.append("  __parameters__ = ").append(nameList(parameters)).append('\n');
    source.append("  __buffers__ = ").append(nameList(buffers)).append('\n');
    for (List<Tensor> group : List.of(parameters, buffers)) {
      for (Tensor tensor : group) {
        source.append("  ").append(tensor.name()).append(" : Tensor\n");
      }
    }
    source.append("  training : bool\n");
    source.append("  _is_full_backward_hook : Optional[bool]\n");
    return source.append(methods).toString();
  }

  private static String nameList(List<Tensor> tensors) {
    StringBuilder list = new StringBuilder("[");
    for (Tensor tensor : tensors) {
      list.append('"').append(tensor.name()).append("\", ");
    }
    return list.append(']').toString();
  }
}
