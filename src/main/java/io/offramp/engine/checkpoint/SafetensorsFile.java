// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file in the safetensors format. */
final class SafetensorsFile implements TensorFile {
  private final Content content;
  private final Map<String, SafetensorsHeader.Place> places = new LinkedHashMap<>();

  /**
   * Reads the header; the content is closed with the file.
   *
   * @throws CheckpointException if it is no sound safetensors file
   */
  SafetensorsFile(Content content) {
    this.content = content;
    for (SafetensorsHeader.Place place : SafetensorsHeader.read(content)) {
      places.put(place.tensor().name(), place);
    }
  }

  @Override
  public Collection<TensorInfo> tensors() {
    return places.values().stream().map(SafetensorsHeader.Place::tensor).toList();
  }

  @Override
  public float[] floats(String name) {
    SafetensorsHeader.Place place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException(
          "Cannot find tensor '%s' in %s".formatted(name, content.name()));
    }
    return Weights.read(content, place.tensor(), place.begin());
  }

  @Override
  public void close() {
    content.close();
  }
}
