// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static io.offramp.engine.text.TinyTokenizer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the file says, rightly or wrongly. */
final class TextEncoderFileTest {
  private static final String OWN_TRUNCATION =
      "{\"direction\":\"Left\",\"max_length\":4,\"strategy\":\"OnlyFirst\",\"stride\":1}";
  private static final String OWN_PADDING =
      "{\"strategy\":{\"Fixed\":64},\"direction\":\"Left\",\"pad_to_multiple_of\":8,\"pad_id\":7,"
          + "\"pad_type_id\":1,\"pad_token\":\"[PAD]\"}";

  private final Path folder;

  TextEncoderFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("tokenizer.json"), content);
  }

  @Test
  void open_fileThatTruncatesAndPads_hasNoInfluence() throws IOException {
    String json =
        TinyTokenizer.json()
            .replace("\"truncation\":null", "\"truncation\":" + OWN_TRUNCATION)
            .replace("\"padding\":null", "\"padding\":" + OWN_PADDING);
    assertThat(json).contains("OnlyFirst").contains("Fixed");
    List<TextInput> inputs =
        List.of(
            text("red"),
            text("red green blue x un do x red blue"),
            new TextInput("red green", "blue ".repeat(20)));
    try (TextEncoder own = TextEncoder.open(file(json), 10);
        TextEncoder plain = TinyTokenizer.encoder(10)) {
      assertThat(own.encodeAll(inputs)).isEqualTo(plain.encodeAll(inputs));
      assertThat(own.encode(inputs.get(0)).length()).isEqualTo(3);
      assertThat(own.encode(inputs.get(1)).truncated()).isTrue();
    }
  }

  @Test
  void open_missingFile_namesIt() {
    Path missing = folder.resolve("nowhere.json");
    assertThatThrownBy(() -> TextEncoder.open(missing, 16))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("Cannot read tokenizer " + missing)
        .hasMessageContaining("NoSuchFileException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                          | it is empty
          [PAD] [UNK] the                             | not JSON
          {"model": {"vocab": {}}                     | not JSON
          {"model": {"vocab": {}}} {}                 | not JSON
          ["[PAD]", "[UNK]"]                          | a JSON ARRAY
          null                                        | a JSON NULL
          {"do_lower_case": true}                     | no model.vocab
          {"model": {"type": "WordPiece"}}            | no model.vocab
          {"model": {"type": "Other", "vocab": {}}}   | Cannot load tokenizer
          {"version": "9.0", "model": {"vocab": []}}  | Cannot load tokenizer
          """)
  void open_anotherKindOfFile_saysWhatIsWrong(String content, String reason) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> TextEncoder.open(file, 16))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void open_bytesThatAreNoUtf8_saysSo() throws IOException {
    Path file = Files.write(folder.resolve("model.bin"), new byte[] {'{', (byte) 0xC3, 0x28, 0});
    assertThatThrownBy(() -> TextEncoder.open(file, 16))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "[UNK]":1                | "[other]":1        | unknown token "[UNK]"
          "special_tokens":{       | "special_tokens":{"Q":{}, | Cannot load tokenizer
          "id":"[CLS]"             | "id":"[ABC]"       | names the special token "[ABC]"
          "red":5                  | "red":"five"       | Cannot load tokenizer
          "red":5                  | "red":-5           | Cannot load tokenizer
          "[SEP]":3                | "[SEX]":3          | its added token [SEP] is 3, but the library gives [14] for it
          "single":[               | "single":[{"Sequence":{"id":"B","type_id":0}}, | its template of a single text has the texts [B, A] (must be [A];
          "single":[               | "single":[{"Sequence":{"id":"A","type_id":0}}, | its template of a single text has the texts [A, A] (must be [A];
          "id":"A"                 | "id":"B"           | its template of a single text has the texts [B] (must be [A];
          "pair":[                 | "pair":[{"Sequence":{"id":"B","type_id":0}}, | its template of a pair has the texts [B, A, B] (must be [A, B];
          "id":"B"                 | "id":"A"           | its template of a pair has the texts [A, A] (must be [A, B];
          "ids":[3]                | "ids":[999]        | it puts the token 999 around texts (must be below 14
          """)
  void of_damagedTokenizer_isRefusedBeforeATextCanFail(String from, String to, String reason) {
    String damaged = TinyTokenizer.json().replace(from, to);
    assertThat(damaged).isNotEqualTo(TinyTokenizer.json());
    assertThatThrownBy(() -> TextEncoder.of(damaged, 16))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining(reason);
  }

  /** The library would end the process. */
  @ParameterizedTest
  @ValueSource(strings = {"\"w a\"", "[\"w\",\"a\"]", "\"w #\"", "\"w\""})
  void of_mergeWithoutThePrefix_isRefused(String merge) {
    String json =
        """
        {"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":null,"post_processor":null,
         "decoder":null,"model":{"type":"BPE","unk_token":"w","continuing_subword_prefix":"##",
         "vocab":{"w":0,"a":1,"#":2,"##a":3,"wa":4},"merges":[%s]}}
        """;
    assertThatThrownBy(() -> TextEncoder.of(json.formatted(merge), 16))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("it merges " + merge.replace(" , ", ","))
        .hasMessageContaining("lacks the prefix \"##\"");
    try (TextEncoder whole = TextEncoder.of(json.formatted("\"w ##a\""), 16)) {
      assertThat(whole.encode(new TextInput("wa", null)).ids()).containsExactly(4);
    }
  }

  @Test
  void encodeAll_tokenizerWithoutUnknownToken_failsByException() {
    String unigram =
        """
        {"version": "1.0", "added_tokens": [],
         "model": {"type": "Unigram", "unk_id": null, "byte_fallback": false,
                   "vocab": [["a", -1.0], ["b", -2.0], ["ab", -2.5]]}}
        """;
    try (TextEncoder encoder = TextEncoder.of(unigram, 16)) {
      assertThat(encoder.vocabularySize()).isEqualTo(3);
      assertThat(encoder.encodeAll(List.of(text("ab"))).get(0).ids()).containsExactly(2);
      assertThatThrownBy(() -> encoder.encodeAll(List.of(text("ab"), text("z"))))
          .isInstanceOf(TokenizerException.class)
          .hasMessageContaining("Cannot tokenise a text of 1 characters");
    }
  }
}
