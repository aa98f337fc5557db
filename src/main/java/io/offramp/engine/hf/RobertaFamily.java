// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import java.util.List;

/**
 * RoBERTa, XLM-R and CamemBERT (Liu et al. 2019, arXiv 1907.11692): a token's position counts from
 * the padding token's id plus one.
 */
final class RobertaFamily extends Family {
  @Override
  List<String> modelTypes() {
    return List.of("roberta", "xlm-roberta", "camembert");
  }

  @Override
  String prefix() {
    return "roberta.";
  }

  @Override
  String className(String modelType) {
    return switch (modelType) {
      case "xlm-roberta" -> "XLMRoberta";
      case "camembert" -> "Camembert";
      default -> "Roberta";
    };
  }

  @Override
  HeadNames head() {
    return new HeadNames("classifier.dense", "classifier.out_proj");
  }

  @Override
  int usualPaddingId() {
    return 1;
  }

  @Override
  int positionOffset(int paddingId) {
    return paddingId + 1;
  }
}
