// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.encoder.Activation;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.text.WordPieceOptions;
import java.util.List;
import java.util.Optional;

/** DistilBERT: no token types, and names of its own (Sanh et al. 2019, arXiv 1910.01108). */
final class DistilBertFamily extends Family {
  private static final SizeNames SIZES =
      new SizeNames("dim", "n_layers", "n_heads", "hidden_dim", "activation");
  private static final LayerNames LAYER =
      new LayerNames(
          "attention.q_lin",
          "attention.k_lin",
          "attention.v_lin",
          "attention.out_lin",
          "sa_layer_norm",
          "ffn.lin1",
          "ffn.lin2",
          "output_layer_norm");

  @Override
  List<String> modelTypes() {
    return List.of("distilbert");
  }

  @Override
  String prefix() {
    return "distilbert.";
  }

  @Override
  String className(String modelType) {
    return "DistilBert";
  }

  @Override
  HeadNames head() {
    return new HeadNames("pre_classifier", "classifier");
  }

  @Override
  ExitHead exitHead() {
    return new ExitHead(Pooling.CLS, Optional.of(Activation.RELU));
  }

  @Override
  SizeNames sizes() {
    return SIZES;
  }

  @Override
  String layer(int layer) {
    return "transformer.layer." + (layer - 1) + ".";
  }

  @Override
  LayerNames layerNames() {
    return LAYER;
  }

  @Override
  boolean hasTokenTypes() {
    return false;
  }

  @Override
  boolean hasEpsilon() {
    return false;
  }

  @Override
  Optional<WordPieceOptions> wordPiece() {
    return Optional.of(WordPieceOptions.UNCASED);
  }
}
