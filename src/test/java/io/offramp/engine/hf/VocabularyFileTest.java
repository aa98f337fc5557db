// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.io.BufferedReader;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vocab.txt and its settings give the tokens that the model was trained with. */
final class VocabularyFileTest {
  private static final List<String> ENTRIES =
      List.of("[UNK]", "a", "bé", "be", "be", "B", "[CLS]", "[SEP]", "[PAD]", "[MASK]", "本", "日");
  private static final ConfigFields NOTHING = ConfigFields.parse("{}", "config.json");

  private final Path folder;

  VocabularyFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Path data() {
    Optional<String> place =
        Optional.ofNullable(System.getProperty("offramp.data"))
            .or(() -> Optional.ofNullable(System.getenv("OFFRAMP_DATA")));
    assumeTrue(place.isPresent(), "offramp.data is not set");
    Path vocab = Path.of(place.get()).resolve("vocab");
    assumeTrue(Files.isDirectory(vocab), "no folder vocab under " + place.get());
    return vocab;
  }

  private Path vocabulary() throws IOException {
    return Files.write(folder.resolve("vocab.txt"), ENTRIES);
  }

  private String settings(String json) throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), json);
    return VocabularyFile.tokenizer(vocabulary(), NOTHING, new BertFamily());
  }

  private static int[] ids(String tokenizer, String text) {
    try (TextEncoder encoder = TextEncoder.of(tokenizer, 100)) {
      return encoder.encode(new TextInput(text, null)).ids();
    }
  }

  @Test
  void tokenizer_withoutSettings_isUncased() throws IOException {
    String tokenizer = VocabularyFile.tokenizer(vocabulary(), NOTHING, new BertFamily());
    assertThat(ids(tokenizer, "A Bé 本日 zz")).containsExactly(6, 1, 4, 10, 11, 0, 7);
  }

  @Test
  void tokenizer_settings_areObeyed() throws IOException {
    assertThat(ids(settings("{\"do_lower_case\":false}"), "B bé")).containsExactly(6, 5, 2, 7);
    assertThat(ids(settings("{\"strip_accents\":false}"), "Bé")).containsExactly(6, 2, 7);
    assertThat(ids(settings("{\"tokenize_chinese_chars\":false}"), "本日")).containsExactly(6, 0, 7);
    assertThat(ids(settings("{\"cls_token\":{\"content\":\"a\"},\"sep_token\":\"[PAD]\"}"), "be"))
        .containsExactly(1, 4, 8);
  }

  @Test
  void tokenizer_pairOfMpnet_hasTwoSeparators() throws IOException {
    Path file =
        Files.write(
            folder.resolve("vocab.txt"), List.of("<s>", "<pad>", "</s>", "[UNK]", "<mask>", "a"));
    String tokenizer = VocabularyFile.tokenizer(file, NOTHING, new MpnetFamily());
    try (TextEncoder encoder = TextEncoder.of(tokenizer, 100)) {
      assertThat(encoder.encode(new TextInput("a", "a")).ids()).containsExactly(0, 5, 2, 2, 5, 2);
    }
  }

  @Test
  void tokenizer_thatIsAnother_isRefused() throws IOException {
    assertThatThrownBy(() -> settings("{\"tokenizer_class\":\"BertJapaneseTokenizer\"}"))
        .isInstanceOf(HfException.class)
        .hasMessageContaining("its tokenizer_class is BertJapaneseTokenizer")
        .hasMessageContaining("save it again as tokenizer.json");
    assertThatThrownBy(() -> settings("{\"do_basic_tokenize\":false}"))
        .hasMessageContaining("its do_basic_tokenize is false");
    assertThatThrownBy(() -> settings("{\"cls_token\":\"<cls>\"}"))
        .hasMessageContaining("the vocabulary has no <cls>");
    assertThatThrownBy(() -> settings("{\"cls_token\":7}"))
        .hasMessageContaining("\"cls_token\" is 7 (must be a text");
    assertThatThrownBy(() -> VocabularyFile.tokenizer(vocabulary(), NOTHING, new RobertaFamily()))
        .hasMessageContaining("a tokenizer of this family is no plain WordPiece one");
  }

  private void assertAdded(String file, String json, String added) throws IOException {
    Files.writeString(folder.resolve(file), json);
    assertThatThrownBy(() -> VocabularyFile.tokenizer(vocabulary(), NOTHING, new BertFamily()))
        .isInstanceOf(HfException.class)
        .hasMessageContaining("%s adds %s (".formatted(file, added))
        .hasMessageContaining("save it again as tokenizer.json");
    Files.delete(folder.resolve(file));
  }

  @Test
  void tokenizer_tokensThatAreAdded_areRefused() throws IOException {
    String settings = "tokenizer_config.json";
    assertAdded("added_tokens.json", "{\"[CLS]\":6,\"a\":1,\"new\":99}", "a, new");
    assertAdded("added_tokens.json", "{\"[PAD]\":9}", "[PAD]");
    assertAdded(settings, "{\"additional_special_tokens\":[\"[SEP]\",\"B\"]}", "B");
    assertAdded(
        settings,
        "{\"added_tokens_decoder\":{\"8\":{\"content\":\"[PAD]\"},\"1\":{\"content\":\"a\"}}}",
        "a");
    assertAdded(settings, "{\"added_tokens_decoder\":{\"0\":{\"content\":\"[PAD]\"}}}", "[PAD]");
    assertAdded(settings, "{\"bos_token\":\"[BOS]\"}", "[BOS]");
    assertAdded(
        "special_tokens_map.json",
        "{\"additional_special_tokens\":[{\"content\":\"x\\ny\"}]}",
        "x?y");
    Files.writeString(folder.resolve("added_tokens.json"), "{\"[CLS]\":6}");
    Files.writeString(
        folder.resolve("special_tokens_map.json"), "{\"additional_special_tokens\":[\"[SEP]\"]}");
    assertThat(ids(settings("{\"added_tokens_decoder\":{\"8\":{\"content\":\"[PAD]\"}}}"), "be"))
        .containsExactly(6, 4, 7);
  }

  @Test
  void tokenizer_specialTokensMap_isObeyedAfterTheSettings() throws IOException {
    Files.writeString(
        folder.resolve("special_tokens_map.json"),
        "{\"cls_token\":\"a\",\"sep_token\":{\"content\":\"B\"}}");
    assertThat(ids(settings("{\"sep_token\":\"[PAD]\"}"), "be")).containsExactly(1, 4, 8);
  }

  @Test
  void tokenizer_ofBertBaseUncased_reproducesTheReferences() throws IOException {
    Path vocab = data();
    Path file = vocab.resolve("bert-base-uncased-vocab.txt");
    Map<String, Integer> numbers = new HashMap<>();
    Files.readAllLines(file).forEach(entry -> numbers.put(entry, numbers.size()));
    List<TextInput> inputs = new ArrayList<>();
    List<int[]> expected = new ArrayList<>();
    Path references = vocab.resolve("tokenizer_regression_bert-base-uncased.tsv.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(references)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> fields = Arrays.asList(line.split("\t"));
        inputs.add(new TextInput(fields.get(0), null));
        expected.add(
            fields.subList(1, fields.size()).stream()
                .mapToInt(piece -> numbers.get(piece))
                .toArray());
      }
    }
    assertThat(inputs).hasSize(9_909);
    String tokenizer = VocabularyFile.tokenizer(file, NOTHING, new BertFamily());
    try (TextEncoder encoder = TextEncoder.of(tokenizer, 100_000)) {
      List<TokenizedText> all = encoder.encodeAll(inputs);
      for (int i = 0; i < all.size(); i++) {
        int[] ids = all.get(i).ids();
        assertThat(Arrays.copyOfRange(ids, 1, ids.length - 1))
            .as(inputs.get(i).text())
            .isEqualTo(expected.get(i));
      }
    }
  }

  /** MiniLM's own file cuts and pads every text to 128 tokens. */
  @Test
  void of_tokenizerThatPadsByItself_doesNotAnyMore() throws IOException {
    Path minilm = data().resolve("all-MiniLM-L6-v2");
    assertThat(Files.readString(minilm.resolve("tokenizer.json"))).contains("\"max_length\": 128");
    ConfigFields fields = ConfigFields.read(minilm.resolve("config.json"));
    Family family = Families.of(fields);
    ImportedTokenizer tokenizer =
        ImportedTokenizer.of(minilm, fields, family, family.config(fields), 512);
    try (TextEncoder encoder = TextEncoder.of(tokenizer.json(), 512)) {
      assertThat(encoder.encode(new TextInput("a short text", null)).length()).isEqualTo(5);
      TokenizedText text = encoder.encode(new TextInput("long ".repeat(600), null));
      assertThat(text.length()).isEqualTo(512);
      assertThat(text.truncated()).isTrue();
    }
    ConfigFields json = ConfigFields.parse(tokenizer.json(), "tokenizer.json");
    assertThat(json.has("truncation")).isFalse();
    assertThat(json.has("padding")).isFalse();
  }
}
