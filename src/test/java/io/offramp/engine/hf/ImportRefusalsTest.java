// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be imported ends in words that say why, and leaves no bundle. */
final class ImportRefusalsTest {
  private final Path parent;

  ImportRefusalsTest(@TempDir Path parent) {
    this.parent = parent;
  }

  private void assertRefused(Path folder, String... parts) {
    Path out = parent.resolve("bundle");
    assertThatThrownBy(() -> Importer.run(HfFolder.options(folder, out)))
        .isInstanceOf(HfException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageContainingAll(parts)
        .message()
        .hasSizeLessThan(1_000)
        .satisfies(message -> assertThat(message.chars()).noneMatch(Character::isISOControl));
    assertThat(out).doesNotExist();
    assertThat(parent).isDirectoryNotContaining("glob:**.partial");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bert|model_type|\"gpt2\"|\"model_type\" is \"gpt2\"|must be one of bert, roberta, xlm-roberta, camembert, distilbert, electra, albert, mpnet",
        "bert|model_type|null|it has no \"model_type\"|add it: one of bert",
        "bert|hidden_size|null|it has no \"hidden_size\"|must be an integer",
        "bert|hidden_size|\"32\"|\"hidden_size\" is \"32\"|must be an integer",
        "bert|num_attention_heads|5|Cannot split width 32 over 5 heads|must divide evenly",
        "bert|hidden_act|\"swish\"|\"hidden_act\" is \"swish\"|must be one of gelu",
        "bert|layer_norm_eps|0|epsilon 0.0|must be above 0",
        "bert|is_decoder|true|\"is_decoder\" is true|must be an encoder",
        "bert|add_cross_attention|true|\"add_cross_attention\" is true|must be an encoder",
        "bert|position_embedding_type|\"relative_key\"|is \"relative_key\"|must be \"absolute\"",
        "bert|position_embedding_type|\"a\\n\\u001b[2J\"|is \"a??[2J\"|must be \"absolute\"",
        "bert|is_encoder_decoder|true|\"is_encoder_decoder\" is true|must be an encoder",
        "bert|pruned_heads|{\"0\":[1]}|\"pruned_heads\" is not empty|equally many heads",
        "bert|architectures|\"BertForTokenClassification\"|\"architectures\" is \"BertFor|must be a list of texts",
        "bert|offramp|{\"format-version\":1,\"cost-tokens\":64,\"exits\":{\"layer\":3}}|\"exits\" is {|must be a list of objects",
        "bert|pad_token_id|71|\"pad_token_id\" 71, but knows 71 tokens|must be below that",
        "roberta|pad_token_id|2147483647|\"pad_token_id\" 2147483647|must be below that",
        "roberta|pad_token_id|77|config.json has 42 positions, of which 78 stand before the first token's|must leave at least 3",
        "roberta|pad_token_id|39|of which 40 stand before|must leave at least 3",
        "roberta|pad_token_id|38|Cannot encode to maxLength: 3|must be at least",
        "bert|num_hidden_layers|2000000000|\"num_hidden_layers\" counts 2000000000|must be at most 1000",
        "albert|num_hidden_layers|1001|\"num_hidden_layers\" counts 1001|must be at most 1000",
        "bert|quantization_config|{}|it has a \"quantization_config\"|unquantised",
        "bert|problem_type|\"regression\"|\"problem_type\" is \"regression\", of 3 numbers|with regression one number",
        "bert|problem_type|\"token_classification\"|\"token_classification\"|multi_label_classification a set",
        "bert|id2label|{\"0\":\"score\"}|tensor classifier.weight is [3, 32]|must be [1, 32]",
        "bert|id2label|{\"0\":\"a\",\"1\":\"a\",\"2\":\"b\"}|its labels [a, a, b] repeat|rename them",
        "bert|id2label|{\"0\":\"a\",\"2\":\"b\"}|\"id2label\" is|by class",
        "bert|id2label|{\"0\":\"a\",\"1\":\"b\"}|tensor classifier.weight is [3, 32]|must be [2, 32]",
        "bert|num_hidden_layers|2|tensor bert.encoder.layer.2.attention.output.LayerNorm.bias has no place|correct config.json",
        "bert|num_hidden_layers|4|it has no tensor encoder.layer.3.attention.self.query.weight|of one model",
        "bert|intermediate_size|64|tensor bert.encoder.layer.0.intermediate.dense.weight is [40, 32]|must be [64, 32]",
        "bert|vocab_size|10|it gives ids up to|the model knows 10",
        "bert|offramp|{\"format-version\":2}|\"format-version\" is 2|newer Offramp",
        "albert|inner_group_num|2|\"inner_group_num\" is 2|must be 1",
        "mpnet|pad_token_id|0|\"pad_token_id\" is 0|must be 1",
        "albert|num_hidden_groups|2|\"num_hidden_groups\" is 2|must be 1",
        "albert|embedding_size|32|\"embedding_size\" is 32|not supported",
        "mpnet|relative_attention_num_buckets|64|\"relative_attention_num_buckets\" is 64|must be 32",
      })
  void run_configuration_isRefused(
      String family, String field, String value, String what, String remedy) throws IOException {
    Path folder = HfFolder.copy(family, parent);
    HfFolder.config(
        folder,
        config ->
            config.set(field, ConfigFields.parse("{\"x\":" + value + "}", "").object().get("x")));
    assertRefused(folder, what, remedy);
  }

  private void assertTensorsRefused(Consumer<Map<String, HfFolder.Named>> change, String... parts)
      throws IOException {
    Path folder = HfFolder.copy("bert", parent);
    HfFolder.tensors(folder, change);
    assertRefused(folder, parts);
  }

  @Test
  void run_tensorOfTheEncoderThatNobodyKnows_isRefused() throws IOException {
    assertTensorsRefused(
        tensors -> tensors.put("bert.encoder.layer.0.adapter.weight", HfFolder.Named.zeros(2, 32)),
        "tensor bert.encoder.layer.0.adapter.weight has no place in the encoder",
        "adapters must be merged");
  }

  @Test
  void run_namesThatNobodyCanRead_areShownInOneShortLine() throws IOException {
    String name = "embeddings.\n\u001b[2J" + "x".repeat(40_000);
    assertTensorsRefused(
        tensors -> tensors.put(name, HfFolder.Named.zeros(1)),
        "tensor embeddings.??[2Jxxx",
        "… has no place in the encoder");
  }

  @Test
  void run_labelsThatNobodyHas_areRefusedByNumber() throws IOException {
    Path folder = HfFolder.copy("bert", parent);
    HfFolder.config(
        folder,
        config -> {
          config.remove("id2label");
          config.put("num_labels", 2_000_000_000);
        });
    assertRefused(folder, "\"num_labels\" counts 2000000000", "must be at most 100000");
  }

  /** Narrow embeddings make a small file look like a wide encoder, until the layers come. */
  @Test
  void run_widthThatOnlyEmbeddingsHave_isRefusedBeforeMemoryIsTaken() throws IOException {
    int width = 30_000;
    Path folder = HfFolder.copy("electra", parent);
    HfFolder.config(folder, config -> config.put("embedding_size", 1).put("hidden_size", width));
    HfFolder.tensors(
        folder,
        tensors -> {
          tensors.put("electra.embeddings.word_embeddings.weight", HfFolder.Named.zeros(71, 1));
          tensors.put("electra.embeddings.position_embeddings.weight", HfFolder.Named.zeros(40, 1));
          tensors.put(
              "electra.embeddings.token_type_embeddings.weight", HfFolder.Named.zeros(2, 1));
          tensors.put("electra.embeddings.LayerNorm.weight", HfFolder.Named.zeros(1));
          tensors.put("electra.embeddings.LayerNorm.bias", HfFolder.Named.zeros(1));
          tensors.put("electra.embeddings_project.weight", HfFolder.Named.zeros(width, 1));
          tensors.put("electra.embeddings_project.bias", HfFolder.Named.zeros(width));
        });
    assertRefused(
        folder,
        "tensor electra.encoder.layer.0.attention.self.query.weight is [32, 32]",
        "must be [30000, 30000]");
  }

  @Test
  void run_classifierThatIsMissing_isRefused() throws IOException {
    assertTensorsRefused(
        tensors -> tensors.remove("classifier.bias"), "it has no tensor classifier.bias");
  }

  @Test
  void run_tensorOfAnotherShape_isRefusedByName() throws IOException {
    assertTensorsRefused(
        tensors -> tensors.put("bert.embeddings.LayerNorm.weight", HfFolder.Named.zeros(31)),
        "tensor bert.embeddings.LayerNorm.weight is [31], but must be [32] by what config.json says");
  }

  @Test
  void run_folderWithoutTokenizer_namesBothKinds() throws IOException {
    Path folder = HfFolder.copy("bert", parent);
    Files.delete(folder.resolve("tokenizer.json"));
    assertRefused(folder, "it has neither tokenizer.json nor vocab.txt", "save_pretrained");
  }

  @Test
  void run_tokenizerWithoutSpecialTokens_isRefused() throws IOException {
    Path folder = HfFolder.copy("bert", parent);
    HfFolder.json(folder.resolve("tokenizer.json"), json -> json.putNull("post_processor"));
    assertRefused(folder, "it puts no special token before a text");
  }

  @Test
  void run_tokenizerWithASpecialTokenAtItsEndOnly_isRefused() throws IOException {
    Path folder = HfFolder.copy("bert", parent);
    HfFolder.json(
        folder.resolve("tokenizer.json"),
        json -> ((ArrayNode) json.path("post_processor").path("single")).remove(0));
    assertRefused(folder, "it puts no special token before a text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"do_lower_case\":false}|\"do_lower_case\" is false",
        "{\"strip_accents\":false}|\"strip_accents\" is false",
        "{\"tokenize_chinese_chars\":false}|\"tokenize_chinese_chars\" is false",
        "{\"tokenizer_class\":\"BertTokenizerFast\",\"do_lower_case\":false}|\"do_lower_case\" is false",
      })
  void run_settingsThatTheTokenizerContradicts_areRefused(String settings, String what)
      throws IOException {
    Path folder = HfFolder.copy("bert", parent);
    Files.writeString(folder.resolve("tokenizer_config.json"), settings);
    assertRefused(folder, what, "does the contrary", "save_pretrained");
  }

  @Test
  void run_tokenTypesBeyondReason_areRefused() throws IOException {
    Path folder = HfFolder.copy("distilbert", parent);
    HfFolder.json(
        folder.resolve("tokenizer.json"),
        json ->
            ((ObjectNode) json.path("post_processor").path("single").path(0).path("SpecialToken"))
                .put("type_id", 2_000_000_000));
    assertRefused(folder, "it gives token types up to 2000000000", "must be below 100");
  }

  @Test
  void run_folderThatIsNone_isRefused() throws IOException {
    assertRefused(parent.resolve("none"), "there is no such folder");
    assertRefused(Files.createDirectory(parent.resolve("empty")), "it has no config.json");
    Path broken = Files.createDirectory(parent.resolve("broken"));
    Files.writeString(broken.resolve("config.json"), "{\"model_type\":");
    assertRefused(broken, "config.json: not valid JSON");
  }

  @Test
  void run_lengthsThatDoNotFit_areRefused() {
    Path bert = HfFolder.of("bert");
    Path out = parent.resolve("bundle");
    ImportOptions options = HfFolder.exits(bert, out, List.of(3));
    assertThatThrownBy(
            () ->
                Importer.run(
                    new ImportOptions(
                        bert,
                        out,
                        options.exits(),
                        options.pooling(),
                        OptionalInt.of(41),
                        false,
                        options.costTokens(),
                        options.createdAt())))
        .isInstanceOf(HfException.class)
        .hasMessageContaining("--max-length is 41, but it has positions for 40 tokens");
    assertThatThrownBy(
            () ->
                Importer.run(
                    new ImportOptions(
                        bert,
                        out,
                        options.exits(),
                        options.pooling(),
                        options.maxLength(),
                        false,
                        OptionalInt.of(21),
                        options.createdAt())))
        .isInstanceOf(HfException.class)
        .hasMessageContaining("--cost-tokens is 21 (must be 1 to the maximum length, 20)");
    assertThatThrownBy(() -> Importer.run(HfFolder.exits(bert, out, List.of(1, 2))))
        .isInstanceOf(HfException.class)
        .hasMessageContaining("the last must be layer 3");
    assertThat(out).doesNotExist();
  }

  @Test
  void run_bundleThatExists_isRefusedBeforeAnythingIsRead() {
    assertThatThrownBy(() -> Importer.run(HfFolder.options(parent.resolve("none"), parent)))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("it exists");
  }
}
