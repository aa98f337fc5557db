// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import makes of options, and of checkpoints that are less than complete. */
final class ImportTest {
  private final Path folder;

  ImportTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private ImportReport run(Path from) {
    return Importer.run(HfFolder.options(from, folder.resolve("bundle")));
  }

  private Path changed(Consumer<Map<String, HfFolder.Named>> change) throws IOException {
    Path copy = HfFolder.copy("bert", folder);
    HfFolder.tensors(copy, change);
    return copy;
  }

  private static Bundle original(Path folder) {
    return Importer.run(HfFolder.options(HfFolder.of("bert"), folder.resolve("original"))).bundle();
  }

  @Test
  void run_options_areObeyedAndSaid() {
    ImportReport report =
        Importer.run(HfFolder.exits(HfFolder.of("bert"), folder.resolve("bundle"), List.of(2, 3)));
    BundleManifest manifest = report.bundle().manifest();
    assertThat(manifest.shape().exitLayers()).containsExactly(2, 3);
    assertThat(manifest.shape().head(1)).isEqualTo(ExitHead.linear(Pooling.CLS));
    assertThat(manifest.shape().maxLength()).isEqualTo(20);
    assertThat(manifest.costTokens()).isEqualTo(7);
    assertThat(manifest.textPairs()).isFalse();
    assertThat(manifest.paddingId()).isZero();
    assertThat(report.notes())
        .containsExactly(
            "rows are cut to 20 tokens; the model has positions for 40 (--max-length)",
            "exits [1] were never fitted (run 'offramp attach-exits' or 'offramp train --init')",
            "costs are counted for rows of 7 tokens (--cost-tokens)");
  }

  @Test
  void run_bundle_namesTheFilesItWasMadeOf() {
    BundleManifest manifest = run(HfFolder.of("bert")).bundle().manifest();
    assertThat(manifest.provenance().data())
        .containsOnlyKeys("checkpoint", "config.json", "model.safetensors", "tokenizer.json")
        .containsEntry("checkpoint", "bert");
    assertThat(manifest.provenance().data().get("model.safetensors"))
        .matches("SHA-256 [0-9a-f]{64}");
    assertThat(manifest.provenance().options()).containsEntry("model-type", "bert");
    assertThat(manifest.exits()).allSatisfy(exit -> assertThat(exit.devAccuracy()).isEmpty());
  }

  @Test
  void run_vocabulary_isNamedWithTheFilesThatSaySomethingOfIt() throws IOException {
    Path copy = HfFolder.copy("bert", folder);
    ConfigFields tokenizer = ConfigFields.read(copy.resolve("tokenizer.json"));
    List<String> entries = new ArrayList<>();
    tokenizer.object().path("model").path("vocab").fieldNames().forEachRemaining(entries::add);
    Files.write(copy.resolve("vocab.txt"), entries);
    Files.writeString(copy.resolve("tokenizer_config.json"), "{\"do_lower_case\":true}");
    Files.writeString(copy.resolve("special_tokens_map.json"), "{\"pad_token\":\"[PAD]\"}");
    Files.writeString(copy.resolve("added_tokens.json"), "{\"[PAD]\":0}");
    Files.delete(copy.resolve("tokenizer.json"));
    assertThat(run(copy).bundle().manifest().provenance().data())
        .containsOnlyKeys(
            "checkpoint",
            "config.json",
            "model.safetensors",
            "vocab.txt",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json");
  }

  @Test
  void run_tokenizerThatCutsAndPads_doesNotAnyMore() throws IOException {
    Path copy = HfFolder.copy("bert", folder);
    HfFolder.json(
        copy.resolve("tokenizer.json"),
        json -> {
          json.set(
              "truncation",
              ConfigFields.parse(
                      "{\"direction\":\"Right\",\"max_length\":3,\"strategy\":\"LongestFirst\",\"stride\":0}",
                      "")
                  .object());
          json.set(
              "padding",
              ConfigFields.parse(
                      "{\"strategy\":{\"Fixed\":9},\"direction\":\"Right\",\"pad_to_multiple_of\":null,\"pad_id\":0,\"pad_type_id\":0,\"pad_token\":\"[PAD]\"}",
                      "")
                  .object());
        });
    Bundle bundle = run(copy).bundle();
    assertThat(bundle.tokenizerFile()).hasSameTextualContentAs(original(folder).tokenizerFile());
  }

  @Test
  void run_tokenizerSettings_thatAgreeOrThatNobodyObeys_areTaken() throws IOException {
    int bundle = 0;
    for (String settings :
        List.of(
            "{\"tokenizer_class\":\"BertTokenizer\",\"do_lower_case\":true,\"strip_accents\":null}",
            "{\"strip_accents\":true}",
            "{\"tokenizer_class\":\"PreTrainedTokenizerFast\",\"do_lower_case\":false}")) {
      Path copy = HfFolder.copy("bert", folder.resolve("from" + ++bundle));
      Files.writeString(copy.resolve("tokenizer_config.json"), settings);
      assertThat(Importer.run(HfFolder.options(copy, folder.resolve("b" + bundle))).modelType())
          .isEqualTo("bert");
    }
  }

  @Test
  void run_positionsOfRoberta_countFromThePaddingTokensId() throws IOException {
    Path copy = HfFolder.copy("roberta", folder);
    HfFolder.config(copy, config -> config.put("pad_token_id", 3));
    Bundle bundle = run(copy).bundle();
    assertThat(bundle.manifest().shape().maxLength()).isEqualTo(38);
    float[] all =
        Objects.requireNonNull(
                HfFolder.tensors(copy).get("roberta.embeddings.position_embeddings.weight"))
            .values();
    assertThat(
            Objects.requireNonNull(SameTensors.byName(bundle).get("embeddings_position")).values())
        .containsExactly(Arrays.copyOfRange(all, 4 * 32, 42 * 32));
  }

  @Test
  void run_settingThatNoFamilyReads_isIgnored() throws IOException {
    Path copy = HfFolder.copy("bert", folder);
    HfFolder.config(
        copy,
        config -> {
          config.remove("layer_norm_eps");
          config.put("layer_norm_epsilon", 0.5);
        });
    assertThat(run(copy).bundle().manifest().shape().style().normEpsilon()).isEqualTo(1e-12);
  }

  @Test
  void run_checkpointWithoutClassifier_hasNoLabelsYet() throws IOException {
    Path bare =
        changed(
            tensors ->
                tensors
                    .keySet()
                    .removeIf(name -> name.startsWith("classifier") || name.contains("pooler")));
    HfFolder.config(bare, config -> config.putArray("architectures").add("BertModel"));
    ImportReport report = run(bare);
    BundleManifest manifest = report.bundle().manifest();
    assertThat(manifest.shape().classes()).isZero();
    assertThat(manifest.labels()).isEmpty();
    assertThat(manifest.untrainedExits()).containsExactly(1, 2, 3);
    assertThat(report.notes())
        .anyMatch(note -> note.startsWith("it has no classifier: the bundle has no labels"));
  }

  @Test
  void run_classifierOfTokens_isNone() throws IOException {
    Path tagger = HfFolder.copy("bert", folder);
    HfFolder.config(
        tagger, config -> config.putArray("architectures").add("BertForTokenClassification"));
    ImportReport report = run(tagger);
    assertThat(report.bundle().manifest().shape().classes()).isZero();
    assertThat(report.notes())
        .contains(
            "4 tensors have no use here: bert.pooler.dense.bias, bert.pooler.dense.weight, classifier.bias, classifier.weight");
  }

  @Test
  void run_tensorsOfOtherTasks_areListedOnly() throws IOException {
    Path more =
        changed(
            tensors -> {
              tensors.put("cls.predictions.bias", HfFolder.Named.zeros(5));
              tensors.put("bert.embeddings.position_ids", HfFolder.Named.zeros(1, 40));
            });
    assertThat(run(more).notes())
        .contains("2 tensors have no use here: bert.embeddings.position_ids, cls.predictions.bias");
  }

  @Test
  void run_namesWithoutPrefixAndOldNorms_areFound() throws IOException {
    Path old =
        changed(
            tensors -> {
              Map<String, HfFolder.Named> all = Map.copyOf(tensors);
              tensors.clear();
              all.forEach(
                  (name, tensor) ->
                      tensors.put(
                          name.replaceFirst("^bert\\.", "")
                              .replace("LayerNorm.weight", "LayerNorm.gamma")
                              .replace("LayerNorm.bias", "LayerNorm.beta"),
                          tensor));
            });
    SameTensors.assertSame(run(old).bundle(), original(folder));
  }

  @Test
  void run_modelTypesOfRobertasKin_areRobertas() throws IOException {
    for (String type : List.of("xlm-roberta", "camembert")) {
      Path copy = HfFolder.copy("roberta", folder.resolve(type));
      HfFolder.config(copy, config -> config.put("model_type", type));
      Bundle bundle =
          Importer.run(HfFolder.options(copy, folder.resolve(type + "-bundle"))).bundle();
      assertThat(bundle.manifest().labels()).hasSize(3);
      assertThat(Exporter.run(bundle, folder.resolve(type + "-out")).modelType()).isEqualTo(type);
    }
  }

  @Test
  void run_tokenizerOfTypesThatTheModelLacks_isRefusedForPairsOnly() throws IOException {
    Path copy = HfFolder.copy("bert", folder);
    HfFolder.config(copy, config -> config.put("type_vocab_size", 1));
    HfFolder.tensors(
        copy,
        tensors ->
            tensors.put(
                "bert.embeddings.token_type_embeddings.weight", HfFolder.Named.zeros(1, 32)));
    assertThatThrownBy(() -> Importer.run(HfFolder.pairs(copy, folder.resolve("pairs"))))
        .isInstanceOf(HfException.class)
        .hasMessageContaining("it tells 2 token types apart");
    assertThat(run(copy).bundle().manifest().shape().tokenTypes()).isEqualTo(1);
  }
}
