// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
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
    assertSameTensors(again, bundle);
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

  private static void assertSameTensors(Bundle actual, Bundle expected) {
    List<Tensor> theirs = BundleTensors.of(expected);
    List<Tensor> ours = BundleTensors.of(actual);
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.get(i).name()).isEqualTo(theirs.get(i).name());
      assertThat(ours.get(i).values()).as(ours.get(i).name()).isEqualTo(theirs.get(i).values());
    }
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
