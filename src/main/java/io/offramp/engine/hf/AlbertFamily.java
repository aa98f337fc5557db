// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.encoder.EncoderShape;
import java.util.List;
import java.util.Optional;

/** ALBERT: all layers share their weights (Lan et al. 2020, arXiv 1909.11942). */
final class AlbertFamily extends Family {
  private static final int USUAL_EMBEDDING_WIDTH = 128;
  private static final LayerNames LAYER =
      new LayerNames(
          "attention.query",
          "attention.key",
          "attention.value",
          "attention.dense",
          "attention.LayerNorm",
          "ffn",
          "ffn_output",
          "full_layer_layer_norm");

  @Override
  List<String> modelTypes() {
    return List.of("albert");
  }

  @Override
  String prefix() {
    return "albert.";
  }

  @Override
  String className(String modelType) {
    return "Albert";
  }

  @Override
  HeadNames head() {
    return new HeadNames("pooler", "classifier");
  }

  @Override
  String layer(int layer) {
    return "encoder.albert_layer_groups.0.albert_layers.0.";
  }

  @Override
  LayerNames layerNames() {
    return LAYER;
  }

  @Override
  Optional<String> projection() {
    return Optional.of("encoder.embedding_hidden_mapping_in");
  }

  @Override
  boolean sharesLayers() {
    return true;
  }

  @Override
  String usualActivation() {
    return "gelu_new";
  }

  @Override
  int embeddingWidth(ConfigFields fields, int width) {
    return fields.size("embedding_size", USUAL_EMBEDDING_WIDTH);
  }

  @Override
  void check(ConfigFields fields) {
    for (String count : List.of("num_hidden_groups", "inner_group_num")) {
      if (fields.size(count, 1) != 1) {
        throw fields.unsupported(
            "\"%s\" is %d".formatted(count, fields.size(count)),
            "must be 1: one block that all layers share");
      }
    }
    int width = fields.size(sizes().width());
    if (embeddingWidth(fields, width) == width) {
      throw fields.unsupported(
          "\"embedding_size\" is %d, as \"hidden_size\"".formatted(width),
          "must differ; a projection between equal widths is not supported");
    }
  }

  @Override
  boolean computes(EncoderShape shape) {
    return super.computes(shape) && shape.style().embeddingWidth() != shape.width();
  }

  @Override
  void write(EncoderShape shape, int paddingId, ObjectNode config) {
    super.write(shape, paddingId, config);
    config.put("embedding_size", shape.style().embeddingWidth());
    config.put("num_hidden_groups", 1).put("inner_group_num", 1);
  }

  @Override
  boolean headIsInEncoder(String part) {
    return part.startsWith("dense");
  }
}
