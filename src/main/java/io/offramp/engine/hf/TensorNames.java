// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tensors of a checkpoint make which tensor of a bundle: one, or several that are stacked.
 * Heads and tables of positions and token types are not among them.
 */
final class TensorNames {
  private static final List<String> PARTS = List.of("weight", "bias");

  private final Map<String, List<String>> theirs = new LinkedHashMap<>();

  /** The names for a family, without its prefix. */
  static TensorNames of(Family family, int storedLayers) {
    TensorNames names = new TensorNames();
    names.theirs.put("embeddings_word", List.of("embeddings.word_embeddings.weight"));
    names.both("embeddings_norm", "embeddings.LayerNorm");
    family.projection().ifPresent(name -> names.both("embeddings_projection", name));
    family
        .relativeBias()
        .ifPresent(name -> names.theirs.put("attention_relative_bias", List.of(name)));
    for (int layer = 1; layer <= storedLayers; layer++) {
      names.layer("layer_" + layer + "_", family.layer(layer), family.layerNames());
    }
    return names;
  }

  private void layer(String ours, String block, LayerNames layer) {
    both(ours + "attention_qkv", block + layer.query(), block + layer.key(), block + layer.value());
    both(ours + "attention_output", block + layer.attentionOutput());
    both(ours + "attention_norm", block + layer.attentionNorm());
    both(ours + "feed_forward_in", block + layer.feedForwardIn());
    both(ours + "feed_forward_out", block + layer.feedForwardOut());
    both(ours + "feed_forward_norm", block + layer.feedForwardNorm());
  }

  private void both(String ours, String... names) {
    for (String part : PARTS) {
      theirs.put(
          ours + "_" + part, List.of(names).stream().map(name -> name + "." + part).toList());
    }
  }

  /** The checkpoint's names for a bundle's tensor, in the order in which they are stacked. */
  List<String> of(String ours) {
    List<String> names = theirs.get(ours);
    if (names == null) {
      throw new IllegalArgumentException("Cannot map tensor " + ours + ": no name is known");
    }
    return names;
  }
}
