// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported says what was imported, and is imported as the same again. */
final class ExportTest {
  private final Path folder;

  ExportTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Bundle imported(Path from, String name) {
    return Importer.run(HfFolder.options(from, folder.resolve(name))).bundle();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "roberta", "distilbert", "electra", "albert", "mpnet"})
  void run_importedBundle_givesTheCheckpointBack(String family) {
    Path out = folder.resolve("out");
    Bundle bundle = imported(HfFolder.of(family), "bundle");
    ExportReport report = Exporter.run(bundle, out);
    assertThat(report.modelType()).isEqualTo(family);
    assertThat(report.notes()).anyMatch(note -> note.contains("ForSequenceClassification answers"));
    Map<String, HfFolder.Named> written = HfFolder.tensors(out);
    HfFolder.tensors(HfFolder.of(family))
        .forEach(
            (name, original) -> {
              HfFolder.Named copy = Objects.requireNonNull(written.get(name), name);
              assertThat(copy.shape()).as(name).isEqualTo(original.shape());
              int from = name.endsWith("position_embeddings.weight") ? skipped(family) : 0;
              assertThat(tail(copy.values(), from))
                  .as(name)
                  .containsExactly(tail(original.values(), from));
            });
    Bundle again = imported(out, "again");
    assertThat(again.manifest().shape()).isEqualTo(bundle.manifest().shape());
    assertThat(again.manifest().exits()).isEqualTo(bundle.manifest().exits());
    assertThat(again.manifest().labels()).isEqualTo(bundle.manifest().labels());
    SameTensors.assertSame(again, bundle);
  }

  @Test
  void run_bundleThatForgotItsFamily_isOneWhoseClassifierFits() throws IOException {
    for (String family : List.of("distilbert", "electra")) {
      Bundle lost =
          ChangedBundle.options(
              imported(HfFolder.of(family), family), folder.resolve(family + "-lost"), Map.of());
      Path out = folder.resolve(family + "-out");
      ExportReport report = Exporter.run(lost, out);
      assertThat(report.modelType()).isEqualTo(family);
      assertThat(HfFolder.tensors(out))
          .containsKey("classifier." + (family.equals("electra") ? "out_proj.weight" : "weight"));
    }
    Bundle kept =
        ChangedBundle.options(
            imported(HfFolder.of("bert"), "bert"),
            folder.resolve("kept"),
            Map.of("model-type", "camembert"));
    assertThat(Exporter.run(kept, folder.resolve("kept-out")).modelType()).isEqualTo("camembert");
  }

  @Test
  void run_temperature_dividesTheClassifierOnly() throws IOException {
    Bundle bundle = imported(HfFolder.of("bert"), "bundle");
    Path out = folder.resolve("out");
    Exporter.run(ChangedBundle.temperature(bundle, folder.resolve("warm"), 2), out);
    Map<String, HfFolder.Named> written = HfFolder.tensors(out);
    Map<String, HfFolder.Named> original = HfFolder.tensors(HfFolder.of("bert"));
    for (String name : List.of("classifier.weight", "classifier.bias")) {
      float[] values = values(original, name).clone();
      for (int i = 0; i < values.length; i++) {
        values[i] /= 2;
      }
      assertThat(values(written, name)).as(name).containsExactly(values);
    }
    assertThat(values(written, "bert.pooler.dense.weight"))
        .containsExactly(values(original, "bert.pooler.dense.weight"));
    assertThat(values(written, "offramp.exits.3.weight"))
        .containsExactly(values(original, "classifier.weight"));
    Bundle again = imported(out, "again");
    assertThat(again.manifest().exits().get(2).temperature()).isEqualTo(2);
    SameTensors.assertSame(again, bundle);
  }

  private static float[] values(Map<String, HfFolder.Named> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name).values();
  }

  @Test
  void run_familyWithoutTokenTypes_hasThemAddedToPositionsIfTheyAreAlike() throws IOException {
    Path from = HfFolder.of("distilbert");
    Bundle bundle = Importer.run(HfFolder.pairs(from, folder.resolve("bundle"))).bundle();
    int width = bundle.manifest().shape().width();
    assertThat(bundle.manifest().shape().tokenTypes()).isEqualTo(2);
    Bundle alike =
        ChangedBundle.tokenTypes(
            bundle,
            folder.resolve("alike"),
            types -> {
              for (int i = 0; i < types.length; i++) {
                types[i] = i % width;
              }
            });
    assertThat(Exporter.run(alike, folder.resolve("alike-out")).modelType())
        .isEqualTo("distilbert");
    String positions = "distilbert.embeddings.position_embeddings.weight";
    float[] expected = values(HfFolder.tensors(from), positions).clone();
    for (int i = 0; i < expected.length; i++) {
      expected[i] += i % width;
    }
    assertThat(values(HfFolder.tensors(folder.resolve("alike-out")), positions))
        .containsExactly(expected);
    Bundle apart =
        ChangedBundle.tokenTypes(
            bundle, folder.resolve("apart"), types -> types[types.length - 1] = 1);
    assertThat(Exporter.run(apart, folder.resolve("apart-out")).modelType()).isEqualTo("bert");
  }

  @Test
  void run_tokenizerSettings_nameLengthInputsAndSpecialTokens() {
    Exporter.run(imported(HfFolder.of("bert"), "bert"), folder.resolve("bert-out"));
    assertThat(settings("bert-out"))
        .isEqualTo(
            ConfigFields.parse(
                    """
                    {"tokenizer_class":"PreTrainedTokenizerFast","model_max_length":40,
                     "model_input_names":["input_ids","token_type_ids","attention_mask"],
                     "pad_token":"[PAD]","cls_token":"[CLS]","mask_token":"[MASK]",
                     "sep_token":"[SEP]","unk_token":"[UNK]"}
                    """,
                    "")
                .object());
    Exporter.run(imported(HfFolder.of("mpnet"), "mpnet"), folder.resolve("mpnet-out"));
    assertThat(settings("mpnet-out"))
        .isEqualTo(
            ConfigFields.parse(
                    """
                    {"tokenizer_class":"PreTrainedTokenizerFast","model_max_length":40,
                     "model_input_names":["input_ids","attention_mask"],
                     "pad_token":"<pad>","cls_token":"<s>","mask_token":"<mask>",
                     "sep_token":"</s>","unk_token":"[UNK]"}
                    """,
                    "")
                .object());
  }

  /** Else transformers, which goes by the settings, would tokenise without the space. */
  @Test
  void run_tokenizerThatPutsASpace_saysItInItsSettings() throws IOException {
    Path spaced = HfFolder.copy("roberta", folder.resolve("spaced"));
    HfFolder.json(
        spaced.resolve("tokenizer.json"),
        json -> ((ObjectNode) json.path("pre_tokenizer")).put("add_prefix_space", true));
    Files.writeString(spaced.resolve("tokenizer_config.json"), "{\"add_prefix_space\":true}");
    Exporter.run(imported(spaced, "spaced-bundle"), folder.resolve("spaced-out"));
    assertThat(settings("spaced-out").path("add_prefix_space").booleanValue()).isTrue();
    assertThat(imported(folder.resolve("spaced-out"), "spaced-again").tokenizerText())
        .isEqualTo(Files.readString(folder.resolve("spaced-out").resolve("tokenizer.json")));
    Exporter.run(imported(HfFolder.of("roberta"), "plain-bundle"), folder.resolve("plain-out"));
    assertThat(settings("plain-out").path("add_prefix_space").asText()).isEqualTo("false");
  }

  private JsonNode settings(String out) {
    return ConfigFields.read(folder.resolve(out).resolve("tokenizer_config.json")).object();
  }

  @Test
  void run_exportThatIsImportedAgain_hasNothingLeftOver() {
    Exporter.run(imported(HfFolder.of("bert"), "bundle"), folder.resolve("out"));
    assertThat(
            Importer.run(HfFolder.options(folder.resolve("out"), folder.resolve("again"))).notes())
        .noneMatch(note -> note.contains("no use here"));
  }

  /** Numbers of the table's rows before the first token's, which a bundle does not keep. */
  private static int skipped(String family) {
    int width = 32;
    return family.equals("roberta") || family.equals("mpnet") ? 2 * width : 0;
  }

  private static float[] tail(float[] values, int from) {
    return Arrays.copyOfRange(values, from, values.length);
  }

  @Test
  void run_trainedBundle_answersTheSameAtEveryExitWhenImportedAgain() throws IOException {
    Bundle bundle = TinyBundle.write(folder.resolve("bundle"), true);
    ExportReport report = Exporter.run(bundle, folder.resolve("out"));
    assertThat(report.modelType()).isEqualTo("bert");
    assertThat(report.notes().get(0)).contains("find the encoder only, as BertModel");
    Bundle again = imported(folder.resolve("out"), "again");
    assertThat(again.manifest().textPairs()).isTrue();
    assertThat(again.manifest().costTokens()).isEqualTo(bundle.manifest().costTokens());
    assertThat(again.manifest().exits().stream().map(ExitInfo::temperature).toList())
        .isEqualTo(bundle.manifest().exits().stream().map(ExitInfo::temperature).toList());
    assertThat(again.manifest().untrainedExits()).isEmpty();
    List<float[]> before = answers(bundle);
    List<float[]> after = answers(again);
    assertThat(after).hasSameSizeAs(before).isNotEmpty();
    for (int i = 0; i < before.size(); i++) {
      for (int label = 0; label < before.get(i).length; label++) {
        assertThat((double) after.get(i)[label]).isCloseTo(before.get(i)[label], within(1e-5));
      }
    }
  }

  private static List<float[]> answers(Bundle bundle) throws IOException {
    TorchThreads.prepare(1);
    List<float[]> answers = new ArrayList<>();
    try (EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu());
        NDManager scope = model.newScope()) {
      for (String text : List.of("apple pear", "plum", "kiwi apple plum pear")) {
        TokenizedText tokens = model.encoder().encode(new TextInput(text, "pear"));
        NDArray hidden = model.start(List.of(tokens), tokens.length(), scope);
        for (int exit = 1; exit <= model.exits(); exit++) {
          EarlyExitModel.Step step =
              model.step(exit, hidden, List.of(tokens), tokens.length(), scope);
          answers.add(step.probabilities()[0]);
          hidden = step.hidden();
        }
      }
    }
    return answers;
  }

  @Test
  void run_exportWhoseHeadsWereDropped_saysSo() {
    Exporter.run(imported(HfFolder.of("bert"), "bundle"), folder.resolve("out"));
    HfFolder.tensors(
        folder.resolve("out"),
        tensors -> tensors.keySet().removeIf(name -> name.startsWith("offramp.")));
    ImportReport report =
        Importer.run(HfFolder.options(folder.resolve("out"), folder.resolve("again")));
    assertThat(report.notes()).anyMatch(note -> note.contains("its exits' heads are gone"));
    assertThat(report.bundle().manifest().untrainedExits()).containsExactly(1, 2);
    ImportReport placed =
        Importer.run(
            HfFolder.exits(folder.resolve("out"), folder.resolve("placed"), List.of(1, 3)));
    assertThat(placed.notes()).anyMatch(note -> note.contains("its exits' heads are gone"));
  }

  @Test
  void run_somebodysFolderInTheWay_isRefusedAndLeavesIt() throws IOException {
    Bundle bundle = imported(HfFolder.of("bert"), "bundle");
    Path own = Files.createDirectory(folder.resolve("out.partial"));
    Path notes = Files.writeString(own.resolve("README.md"), "precious");
    assertThatThrownBy(() -> Exporter.run(bundle, folder.resolve("out")))
        .isInstanceOf(HfException.class)
        .hasMessage(
            "Cannot write checkpoint %s: %s is in the way, and holds README.md, which Offramp did not write (move it away, or name another --out)",
            folder.resolve("out"), own);
    assertThat(notes).hasContent("precious");
    Files.delete(notes);
    Files.writeString(own.resolve("model.safetensors.partial"), "half");
    Exporter.run(bundle, folder.resolve("out"));
    assertThat(own).doesNotExist();
  }

  /** A path can be short enough for a folder, and too long for the weights within it. */
  @Test
  void run_weightsThatCannotBeWritten_leaveNothing() throws IOException {
    Bundle bundle = imported(HfFolder.of("bert"), "bundle");
    int most = 4_095;
    Path deep = folder.toRealPath();
    while (deep.toString().length() < most - 300) {
      deep = deep.resolve("d".repeat(200));
    }
    deep = deep.resolve("e".repeat(most - 60 - deep.toString().length()));
    Path out = Files.createDirectories(deep).resolve("x".repeat(40));
    assertThatThrownBy(() -> Exporter.run(bundle, out))
        .isInstanceOf(HfException.class)
        .hasMessageStartingWith("Cannot write checkpoint %s: ".formatted(out));
    assertThat(deep).isEmptyDirectory();
  }

  @Test
  void run_folderThatExists_isRefused() {
    Bundle bundle = imported(HfFolder.of("bert"), "bundle");
    assertThatThrownBy(() -> Exporter.run(bundle, folder))
        .isInstanceOf(HfException.class)
        .hasMessage(
            "Cannot write checkpoint %s: it exists (remove it, or name another --out)", folder);
  }
}
