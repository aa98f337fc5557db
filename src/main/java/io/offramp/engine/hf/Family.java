// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.encoder.Activation;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderStyle;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.RelativeAttention;
import io.offramp.engine.text.WordPieceOptions;
import java.util.List;
import java.util.Optional;

/**
 * What one architecture calls its settings and tensors, and how its classifier pools. What is said
 * here is BERT's way; a family overrides what it does otherwise.
 *
 * <p>The names are those of the architectures' published checkpoints.
 */
abstract class Family {
  private static final double EPSILON = 1e-12;
  private static final int MAX_LAYERS = 1_000;

  /** Values of {@code model_type}. */
  abstract List<String> modelTypes();

  /** What tensors' names may begin with, a dot at its end. */
  abstract String prefix();

  /** What the names of its Python classes begin with. */
  abstract String className(String modelType);

  /** The classifier's tensors. */
  abstract HeadNames head();

  /** Whether a tensor of the classifier belongs to the encoder's class, and so has its prefix. */
  boolean headIsInEncoder(String part) {
    return false;
  }

  /** Whether a tensor of that full name is the classifier's. */
  final boolean isHead(String name) {
    String own = name.startsWith(prefix()) ? name.substring(prefix().length()) : name;
    return own.startsWith(head().dense() + ".") || own.startsWith(head().out() + ".");
  }

  /** How the classifier makes logits of hidden states. */
  ExitHead exitHead() {
    return new ExitHead(Pooling.CLS, Optional.of(Activation.TANH));
  }

  /** What {@code config.json} calls the sizes. */
  SizeNames sizes() {
    return SizeNames.BERT;
  }

  /** What the names of a block's tensors begin with; layers count from 1. */
  String layer(int layer) {
    return "encoder.layer." + (layer - 1) + ".";
  }

  LayerNames layerNames() {
    return LayerNames.BERT;
  }

  /** The linear layer that brings embeddings to the hidden width. */
  Optional<String> projection() {
    return Optional.empty();
  }

  /** The table of biases by distance. */
  Optional<String> relativeBias() {
    return Optional.empty();
  }

  boolean sharesLayers() {
    return false;
  }

  boolean hasTokenTypes() {
    return true;
  }

  /** Whether the norms' epsilon is a setting. */
  boolean hasEpsilon() {
    return true;
  }

  String usualActivation() {
    return "gelu";
  }

  /** The padding token where the configuration names none. */
  int usualPaddingId() {
    return 0;
  }

  /** Rows of the table of positions before the first token's. */
  int positionOffset(int paddingId) {
    return 0;
  }

  /** Width of the embeddings. */
  int embeddingWidth(ConfigFields fields, int width) {
    return width;
  }

  Optional<RelativeAttention> relativeAttention(ConfigFields fields) {
    return Optional.empty();
  }

  /** The tokenizer of a checkpoint that brings a {@code vocab.txt} only, if that says enough. */
  Optional<WordPieceOptions> wordPiece() {
    return Optional.empty();
  }

  /** Refuses settings of this family alone that the encoder cannot compute. */
  void check(ConfigFields fields) {}

  /**
   * Reads a configuration.
   *
   * @throws HfException naming a setting that is missing, wrong, or another kind of model
   */
  final HfConfig config(ConfigFields fields) {
    ConfigChecks.check(fields);
    check(fields);
    int width = fields.size(sizes().width());
    double epsilon = fields.number("layer_norm_eps", EPSILON);
    String activation = fields.text(sizes().activation()).orElse(usualActivation());
    EncoderStyle style;
    try {
      style =
          new EncoderStyle(
              hasEpsilon() ? epsilon : EPSILON,
              ActivationNames.read(fields, sizes().activation(), activation),
              embeddingWidth(fields, width),
              sharesLayers(),
              relativeAttention(fields));
    } catch (IllegalArgumentException e) {
      throw new HfException("Cannot import %s: %s".formatted(fields.source(), e.getMessage()), e);
    }
    return new HfConfig(
        fields.text("model_type").orElseThrow(),
        fields.texts("architectures"),
        fields.size("vocab_size"),
        fields.size("max_position_embeddings"),
        hasTokenTypes() ? fields.size("type_vocab_size", 2) : 0,
        width,
        layers(fields),
        fields.size(sizes().heads()),
        fields.size(sizes().feedForwardWidth()),
        style,
        fields.size("pad_token_id", usualPaddingId()),
        ConfigLabels.of(fields),
        OfframpSection.read(fields));
  }

  /** A bound, as checkpoints whose layers share their tensors can name any number of them. */
  private int layers(ConfigFields fields) {
    int layers = fields.size(sizes().layers());
    if (layers > MAX_LAYERS) {
      throw fields.tooMany(sizes().layers(), layers, MAX_LAYERS);
    }
    return layers;
  }

  /** Whether its own code computes that style, so that such an encoder can be exported to it. */
  boolean computes(EncoderShape shape) {
    EncoderStyle style = shape.style();
    return style.sharedLayers() == sharesLayers()
        && style.relativeAttention().isPresent() == relativeBias().isPresent()
        && (style.embeddingWidth() == shape.width() || projection().isPresent())
        && (hasEpsilon() || style.normEpsilon() == EPSILON);
  }

  /** Writes the settings that {@link #config} reads, labels and exits apart. */
  void write(EncoderShape shape, int paddingId, ObjectNode config) {
    config.put("vocab_size", shape.vocabularySize());
    config.put("max_position_embeddings", shape.maxLength() + positionOffset(paddingId));
    if (hasTokenTypes()) {
      config.put("type_vocab_size", shape.tokenTypes());
    }
    config.put(sizes().width(), shape.width()).put(sizes().layers(), shape.layers());
    config.put(sizes().heads(), shape.heads());
    config.put(sizes().feedForwardWidth(), shape.feedForwardWidth());
    config.put(sizes().activation(), ActivationNames.write(shape.style().activation()));
    if (hasEpsilon()) {
      config.put("layer_norm_eps", shape.style().normEpsilon());
    }
    config.put("pad_token_id", paddingId);
  }
}
