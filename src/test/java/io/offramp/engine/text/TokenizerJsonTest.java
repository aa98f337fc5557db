// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenizerJsonTest {
  private static final String TINY_MODEL =
      "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"vocab\":{\"[UNK]\":0}}";

  @Test
  void wordPiece_vocabulary_isWrittenInTheOrderOfIds() throws Exception {
    JsonNode root = new ObjectMapper().readTree(TinyTokenizer.json());
    assertThat(root.path("model").path("vocab").path("[PAD]").intValue()).isZero();
    assertThat(root.path("model").path("vocab").path("red").intValue()).isEqualTo(5);
    assertThat(root.path("added_tokens")).hasSize(5);
    assertThat(root.path("added_tokens").path(4).path("content").asText()).isEqualTo("[MASK]");
    assertThat(root.path("added_tokens").path(4).path("id").intValue()).isEqualTo(4);
    assertThat(root.path("decoder").path("type").asText()).isEqualTo("WordPiece");
  }

  @Test
  void wordPiece_wrongSpecialTokens_isRefused() {
    assertThatThrownBy(() -> TokenizerJson.wordPiece(List.of("[PAD]", "[UNK]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("begins with [[PAD], [UNK]]")
        .hasMessageContaining("must begin with [[PAD], [UNK], [CLS], [SEP], [MASK]]");
  }

  @Test
  void wordPiece_emptyOrRepeatedEntry_isRefused() {
    for (String entry : List.of("", "[SEP]", "red")) {
      List<String> vocabulary = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", entry);
      assertThatThrownBy(() -> TokenizerJson.wordPiece(vocabulary))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("entry 6 is \"" + entry + "\"");
    }
  }

  @Test
  void withoutTruncationAndPadding_changesNothingElse() {
    String plain = "{\"truncation\":null,\"padding\":null," + TINY_MODEL + "}";
    String own =
        "{\"truncation\":{\"max_length\":8},\"padding\":{\"pad_id\":3}," + TINY_MODEL + "}";
    assertThat(TokenizerJson.withoutTruncationAndPadding(own)).isEqualTo(plain);
    assertThat(TokenizerJson.withoutTruncationAndPadding(plain)).isEqualTo(plain);
  }

  @Test
  void paddingId_section_goesBeforeTheName() {
    String added = "\"added_tokens\":[{\"id\":9,\"content\":\"<pad>\"}],";
    assertThat(TokenizerJson.paddingId("{\"padding\":{\"pad_id\":3}," + added + TINY_MODEL + "}"))
        .isEqualTo(3);
    assertThat(TokenizerJson.paddingId("{\"padding\":null," + added + TINY_MODEL + "}"))
        .isEqualTo(9);
    assertThat(TokenizerJson.paddingId("{" + TINY_MODEL + "}")).isZero();
    assertThat(TokenizerJson.paddingId(TinyTokenizer.json())).isZero();
  }

  @Test
  void describe_defaultLocale_doesNotMatter(@TempDir Path folder) throws Exception {
    List<String> entries = new ArrayList<>(SpecialTokens.ALL);
    IntStream.range(0, 2_000).forEach(entry -> entries.add("e" + entry));
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, TokenizerJson.wordPiece(entries));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(TokenizerJson.describe(file)).isEqualTo("WordPiece, 2,005 ids");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void paddingId_noTokenizer_isRefused() {
    assertThatThrownBy(() -> TokenizerJson.paddingId("vocab"))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("Cannot read tokenizer given as text: not JSON");
  }
}
