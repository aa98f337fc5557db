// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizerJson;
import io.offramp.engine.text.WordPieceLearner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tokenizer a bundle is trained with: the user's, or one learnt from the training texts. */
final class TrainingTokenizer {
  private static final int LEAST_FREQUENCY = 2;

  private TrainingTokenizer() {}

  /** A tokenizer in the Hugging Face format that neither truncates nor pads by itself. */
  static String of(TrainRequest request, List<TextInput> texts) {
    if (request.tokenizer().isPresent()) {
      return TokenizerJson.withoutTruncationAndPadding(read(request.tokenizer().get()));
    }
    List<String> corpus = new ArrayList<>();
    for (TextInput text : texts) {
      corpus.add(text.text());
      String pair = text.pair();
      if (pair != null) {
        corpus.add(pair);
      }
    }
    return TokenizerJson.wordPiece(
        WordPieceLearner.learn(corpus, request.vocabularySize(), LEAST_FREQUENCY));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read tokenizer %s: %s (must be a tokenizer.json)".formatted(file, e), e);
    }
  }
}
