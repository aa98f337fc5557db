// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file that {@code torch.save} wrote, in either of its layouts. */
final class TorchFile implements TensorFile {
  private static final int PICKLE_START = 0x80;

  private final Content content;
  private final Map<String, TensorView> views;
  private final Map<String, Long> storages;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

  /**
   * What one of the layouts holds.
   *
   * @param views the tensors by name
   * @param storages by key, the position of each storage's first element; all of them lie in the
   *     file
   */
  record Layout(Map<String, TensorView> views, Map<String, Long> storages) {}

  /**
   * Finds all tensors; the content is closed with the file.
   *
   * @throws CheckpointException if it holds anything else than tensors, or not all of them
   */
  TorchFile(Content content) {
    this.content = content;
    SafetensorsHeader.refuseLfsPointer(content);
    Layout layout = layout(content);
    views = layout.views();
    storages = layout.storages();
    views.forEach(
        (name, view) ->
            tensors.put(name, new TensorInfo(name, view.storage().type(), view.sizes())));
  }

  private static Layout layout(Content content) {
    if (content.size() >= 2) {
      byte[] head = content.bytes(0, 2);
      if (head[0] == 'P' && head[1] == 'K') {
        return TorchZip.read(content);
      }
      if (Byte.toUnsignedInt(head[0]) == PICKLE_START) {
        return TorchLegacy.read(content);
      }
    }
    throw content.refusal(
        "it begins neither as a ZIP nor as a pickle (must be a file that torch.save wrote; copy it again)");
  }

  @Override
  public Collection<TensorInfo> tensors() {
    return tensors.values();
  }

  @Override
  public float[] floats(String name) {
    TensorInfo tensor = tensors.get(name);
    TensorView view = views.get(name);
    Long start = view == null ? null : storages.get(view.storage().key());
    if (tensor == null || view == null || start == null) {
      throw new IllegalArgumentException(
          "Cannot find tensor '%s' in %s".formatted(name, content.name()));
    }
    return ViewReader.read(content, tensor, view, start);
  }

  @Override
  public void close() {
    content.close();
  }
}
