// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What prefix_space.py saw two versions of transformers do. */
final class PrefixSpaceTest {
  private static final Path FILE = Path.of("x", "tokenizer_config.json");

  /** A case: what files say, and in each version whether a text gets a space. */
  record Case(boolean document, boolean sequence, String className, String setting) {
    ObjectNode tokenizer() {
      String split = "{\"type\":\"ByteLevel\",\"add_prefix_space\":%s}".formatted(document);
      String whole = "{\"type\":\"Sequence\",\"pretokenizers\":[%s]}".formatted(split);
      return fields("{\"pre_tokenizer\":%s}".formatted(sequence ? whole : split)).object();
    }

    ConfigFields settings() {
      List<String> said = new ArrayList<>();
      if (!className.equals("-")) {
        said.add("\"tokenizer_class\":\"%s\"".formatted(className));
      }
      if (!setting.equals("-")) {
        said.add("\"add_prefix_space\":" + setting);
      }
      return fields("{%s}".formatted(String.join(",", said)));
    }
  }

  private static ConfigFields fields(String json) {
    return ConfigFields.parse(json, FILE.toString());
  }

  static Stream<Arguments> cases() throws IOException {
    Path file = HfFolder.of("roberta").resolve("../prefix_space.csv").normalize();
    Map<Case, List<Boolean>> seen = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("version,")) {
        continue;
      }
      List<String> cells = List.of(line.split(",", -1));
      Case each =
          new Case(
              Boolean.parseBoolean(cells.get(1)),
              Boolean.parseBoolean(cells.get(2)),
              cells.get(3),
              cells.get(4));
      seen.computeIfAbsent(each, key -> new ArrayList<>()).add(Boolean.parseBoolean(cells.get(5)));
    }
    assertThat(seen).hasSize(48).allSatisfy((key, versions) -> assertThat(versions).hasSize(2));
    return seen.entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void check_whereAVersionDoesNotDoAsTheDocumentSays_isRefused(Case each, List<Boolean> put) {
    boolean all = put.stream().allMatch(prefixed -> prefixed == each.document());
    if (all) {
      assertThatCode(() -> check(each)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> check(each))
          .isInstanceOf(HfException.class)
          .hasMessageStartingWith("Cannot import " + FILE + ": \"add_prefix_space\" is ")
          .hasMessageContaining(each.setting().equals("-") ? "missing" : each.setting())
          .hasMessageContaining(each.document() ? "puts a space" : "puts no space")
          .hasMessageContaining("make both say");
    }
  }

  /** PreTrainedTokenizerFast obeys the document in both versions where ByteLevel is but a part. */
  @Test
  void check_partOfASequenceInAnotherFamily_isNotAsked() {
    Case unnamed = new Case(true, true, "-", "false");
    assertThatCode(() -> check(unnamed, new BertFamily())).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(unnamed)).isInstanceOf(HfException.class);
    Case whole = new Case(true, false, "-", "false");
    assertThatThrownBy(() -> check(whole, new BertFamily())).isInstanceOf(HfException.class);
  }

  private static void check(Case each) {
    check(each, new RobertaFamily());
  }

  private static void check(Case each, Family family) {
    PrefixSpace.check(FILE, each.settings(), each.tokenizer(), family);
  }

  @Test
  void check_tokenizersOfOtherKinds_areNotAsked() {
    ObjectNode bert = fields("{\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"}}").object();
    ConfigFields settings = fields("{\"add_prefix_space\":true}");
    assertThat(PrefixSpace.of(bert)).isEmpty();
    assertThatCode(() -> PrefixSpace.check(FILE, settings, bert, new BertFamily()))
        .doesNotThrowAnyException();
  }
}
