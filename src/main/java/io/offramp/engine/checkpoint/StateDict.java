// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import io.offramp.engine.checkpoint.PickleValue.Dict;
import io.offramp.engine.checkpoint.PickleValue.Tensor;
import io.offramp.engine.checkpoint.PickleValue.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tensors by name among what a pickle holds. */
final class StateDict {
  private StateDict() {}

  /**
   * The tensors of a dict, or of the dict that it has under {@code state_dict} or {@code model}.
   * What else stands there, such as a count of steps, is left out.
   *
   * @throws CheckpointException if there is no tensor with a name
   */
  static Map<String, TensorView> tensors(Content content, PickleValue pickled) {
    Map<String, TensorView> tensors = new LinkedHashMap<>();
    if (pickled instanceof Dict dict) {
      addAll(tensors, dict);
      if (tensors.isEmpty()) {
        addAll(tensors, dict.dict("state_dict"));
      }
      if (tensors.isEmpty()) {
        addAll(tensors, dict.dict("model"));
      }
    }
    if (tensors.isEmpty()) {
      throw content.refusal(
          "it holds no tensor by name (must be a model's state_dict, as torch.save(model.state_dict(), ...) writes it)");
    }
    return tensors;
  }

  private static void addAll(Map<String, TensorView> tensors, @Nullable Dict dict) {
    if (dict != null) {
      dict.entries.forEach(
          (key, value) -> {
            if (key instanceof Text name && value instanceof Tensor tensor) {
              tensors.put(name.value(), tensor.view());
            }
          });
    }
  }
}
