// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On real data, where the property offramp.data or the variable OFFRAMP_DATA says where it lies.
 */
final class RealTokenizerTest {
  private Path data = Path.of("");

  @BeforeEach
  void findData() {
    Optional<String> folder =
        Optional.ofNullable(System.getProperty("offramp.data"))
            .or(() -> Optional.ofNullable(System.getenv("OFFRAMP_DATA")));
    assumeTrue(folder.isPresent(), "offramp.data is not set");
    data = Path.of(folder.get());
    assumeTrue(Files.isDirectory(data.resolve("vocab")), "no folder vocab under " + data);
  }

  private List<String> lines(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(data.resolve(name)));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  private List<String> texts(String name) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> texts = new ArrayList<>();
    for (String line : lines(name)) {
      texts.add(mapper.readTree(line).path("text").asText());
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-base-uncased-tokenizer.json", "all-MiniLM-L6-v2/tokenizer.json"})
  void encodeAll_referenceTokenisations_areReproduced(String file) throws IOException {
    Path vocab = data.resolve("vocab");
    List<String> entries = Files.readAllLines(vocab.resolve("bert-base-uncased-vocab.txt"));
    Map<String, Integer> ids = new HashMap<>();
    entries.forEach(entry -> ids.put(entry, ids.size()));
    List<TextInput> inputs = new ArrayList<>();
    List<int[]> expected = new ArrayList<>();
    for (String line : lines("vocab/tokenizer_regression_bert-base-uncased.tsv.gz")) {
      List<String> fields = Arrays.asList(line.split("\t"));
      inputs.add(TinyTokenizer.text(fields.get(0)));
      expected.add(
          fields.subList(1, fields.size()).stream().mapToInt(piece -> ids.get(piece)).toArray());
    }
    assertThat(inputs).hasSize(9_909);
    try (TextEncoder encoder = TextEncoder.open(vocab.resolve(file), 100_000)) {
      assertThat(encoder.vocabularySize()).isEqualTo(30_522);
      List<TokenizedText> all = encoder.encodeAll(inputs);
      for (int i = 0; i < all.size(); i++) {
        int[] tokens = all.get(i).ids();
        assertThat(Arrays.copyOfRange(tokens, 1, tokens.length - 1))
            .as(inputs.get(i).text())
            .isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  void learn_agnews_coversUnseenTexts() throws IOException {
    List<String> vocabulary = WordPieceLearner.learn(texts("agnews/train.jsonl.gz"), 8_000, 2);
    assertThat(vocabulary).hasSize(8_000);
    List<TextInput> inputs =
        texts("agnews/test.jsonl.gz").stream().map(TinyTokenizer::text).toList();
    try (TextEncoder encoder = TextEncoder.of(TokenizerJson.wordPiece(vocabulary), 512)) {
      int[] ids =
          encoder.encodeAll(inputs).stream().flatMapToInt(t -> Arrays.stream(t.ids())).toArray();
      long unknown = Arrays.stream(ids).filter(id -> id == TinyTokenizer.UNKNOWN).count();
      assertThat((double) unknown / ids.length).as("share of [UNK]").isLessThan(1e-4);
      assertThat((double) ids.length / inputs.size()).as("tokens a text").isBetween(50.0, 60.0);
    }
  }
}
