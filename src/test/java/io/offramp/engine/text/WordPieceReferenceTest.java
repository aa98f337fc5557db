// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Against Hugging Face's own trainer; wordpiece/generate.py made the files. */
final class WordPieceReferenceTest {
  private static final int SIZE = 300;
  private static final int MIN_FREQUENCY = 2;

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            WordPieceReferenceTest.class.getResourceAsStream("wordpiece/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void learn_corpus_agreesWithTheReferenceTrainer() throws IOException {
    List<String> texts = resource("corpus.txt").lines().toList();
    JsonNode reference = new ObjectMapper().readTree(resource("reference.json"));
    assertThat(reference.path("vocabulary-size").intValue()).isEqualTo(SIZE);
    assertThat(reference.path("min-frequency").intValue()).isEqualTo(MIN_FREQUENCY);

    List<String> vocabulary = WordPieceLearner.learn(texts, SIZE, MIN_FREQUENCY);
    Set<String> shared = new HashSet<>();
    reference.path("vocabulary").forEach(entry -> shared.add(entry.asText()));
    shared.retainAll(vocabulary);
    assertThat(shared).as("entries in both vocabularies").hasSizeGreaterThan(SIZE * 93 / 100);

    List<TextInput> inputs = texts.stream().map(TinyTokenizer::text).toList();
    try (TextEncoder encoder = TextEncoder.of(TokenizerJson.wordPiece(vocabulary), 512)) {
      assertThat(encoder.vocabularySize()).isEqualTo(SIZE);
      int tokens = encoder.encodeAll(inputs).stream().mapToInt(t -> t.length() - 2).sum();
      assertThat(tokens)
          .isCloseTo(reference.path("tokens-of-corpus").intValue(), withPercentage(1.5));
    }
  }
}
