// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.checkpoint.Checkpoint;
import io.offramp.engine.checkpoint.Shown;
import io.offramp.engine.checkpoint.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A checkpoint's tensors by the family's names, with or without its prefix, and with layer norms
 * called {@code gamma} and {@code beta} as old ones are. Remembers which were read.
 */
final class CheckpointTensors {
  private static final Map<String, String> OLD_NAMES =
      Map.of("LayerNorm.weight", "LayerNorm.gamma", "LayerNorm.bias", "LayerNorm.beta");

  /** Parts of an encoder; whatever is unknown among them would change what it computes. */
  private static final List<String> ENCODER = List.of("embeddings", "encoder.", "transformer.");

  /** Constants that some versions saved along. */
  private static final Set<String> CONSTANTS =
      Set.of("embeddings.position_ids", "embeddings.token_type_ids");

  private final Checkpoint checkpoint;
  private final String source;
  private final String prefix;
  private final Map<String, TensorInfo> infos = new HashMap<>();
  private final Set<String> read = new HashSet<>();

  /**
   * Of a checkpoint of the family.
   *
   * @param source what messages call the checkpoint: its folder
   */
  CheckpointTensors(Checkpoint checkpoint, String source, Family family) {
    this.checkpoint = checkpoint;
    this.source = source;
    this.prefix = family.prefix();
    checkpoint.tensors().forEach(info -> infos.put(info.name(), info));
  }

  /** Whether there is such a tensor. */
  boolean has(String name) {
    return find(name).isPresent();
  }

  /** Whether there is any tensor whose full name begins so. */
  boolean hasAny(String beginning) {
    return infos.keySet().stream().anyMatch(name -> name.startsWith(beginning));
  }

  private Optional<TensorInfo> find(String name) {
    String old = name;
    for (Map.Entry<String, String> entry : OLD_NAMES.entrySet()) {
      if (name.endsWith(entry.getKey())) {
        old = name.substring(0, name.length() - entry.getKey().length()) + entry.getValue();
      }
    }
    return Stream.of(prefix + name, name, prefix + old, old)
        .filter(infos::containsKey)
        .findFirst()
        .map(infos::get);
  }

  /**
   * Holds a tensor against what the configuration says.
   *
   * @param name as the family calls it, without its prefix
   * @param shape that the configuration says it has
   * @throws HfException if it is missing, or has another shape
   */
  void require(String name, List<Long> shape) {
    checked(name, shape);
  }

  private TensorInfo checked(String name, List<Long> shape) {
    TensorInfo info =
        find(name)
            .orElseThrow(
                () ->
                    new HfException(
                        "Cannot import %s: it has no tensor %s, nor %s%s (config.json and the weights must be of one model)"
                            .formatted(source, name, prefix, name)));
    if (!info.shape().equals(shape)) {
      throw new HfException(
          "Cannot import %s: tensor %s is %s, but must be %s by what config.json says (they must be of one model)"
              .formatted(source, Shown.of(info.name()), info.shape(), shape));
    }
    return info;
  }

  /**
   * A tensor's elements.
   *
   * @param name as the family calls it, without its prefix
   * @param shape that the configuration says it has
   * @throws HfException if it is missing, or has another shape
   */
  float[] floats(String name, List<Long> shape) {
    TensorInfo info = checked(name, shape);
    read.add(info.name());
    return checkpoint.floats(info.name());
  }

  /**
   * The names of tensors that nobody read, sorted.
   *
   * @throws HfException if one of them is a part of the encoder, which then computes something else
   */
  List<String> unread() {
    List<String> unread = new ArrayList<>();
    for (String name : infos.keySet().stream().sorted().toList()) {
      if (read.contains(name)) {
        continue;
      }
      String own = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      if (ENCODER.stream().anyMatch(own::startsWith) && !CONSTANTS.contains(own)) {
        throw new HfException(
            "Cannot import %s: tensor %s has no place in the encoder that config.json describes (adapters must be merged into the weights first; of other models, correct config.json)"
                .formatted(source, Shown.of(name)));
      }
      unread.add(name);
    }
    return unread;
  }
}
