// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.encoder.Activation;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.text.WordPieceOptions;
import java.util.List;
import java.util.Optional;

/** ELECTRA: embeddings may be narrower than hidden states (Clark et al. 2020, arXiv 2003.10555). */
final class ElectraFamily extends Family {
  private static final int USUAL_EMBEDDING_WIDTH = 128;

  @Override
  List<String> modelTypes() {
    return List.of("electra");
  }

  @Override
  String prefix() {
    return "electra.";
  }

  @Override
  String className(String modelType) {
    return "Electra";
  }

  @Override
  HeadNames head() {
    return new HeadNames("classifier.dense", "classifier.out_proj");
  }

  @Override
  ExitHead exitHead() {
    return new ExitHead(Pooling.CLS, Optional.of(Activation.GELU));
  }

  @Override
  Optional<String> projection() {
    return Optional.of("embeddings_project");
  }

  @Override
  int embeddingWidth(ConfigFields fields, int width) {
    return fields.size("embedding_size", USUAL_EMBEDDING_WIDTH);
  }

  @Override
  void write(EncoderShape shape, int paddingId, ObjectNode config) {
    super.write(shape, paddingId, config);
    config.put("embedding_size", shape.style().embeddingWidth());
  }

  @Override
  Optional<WordPieceOptions> wordPiece() {
    return Optional.of(WordPieceOptions.UNCASED);
  }
}
