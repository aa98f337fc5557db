// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.text.WordPieceOptions;
import java.util.List;
import java.util.Optional;

/** BERT, and what computes as it does, such as MiniLM (Devlin et al. 2019, arXiv 1810.04805). */
final class BertFamily extends Family {
  @Override
  List<String> modelTypes() {
    return List.of("bert");
  }

  @Override
  String prefix() {
    return "bert.";
  }

  @Override
  String className(String modelType) {
    return "Bert";
  }

  @Override
  HeadNames head() {
    return new HeadNames("pooler.dense", "classifier");
  }

  @Override
  Optional<WordPieceOptions> wordPiece() {
    return Optional.of(WordPieceOptions.UNCASED);
  }

  @Override
  boolean headIsInEncoder(String part) {
    return part.startsWith("dense");
  }
}
