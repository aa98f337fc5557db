// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints that answer with a number. A classifier of one label is the first row of one of
 * three, so that what transformers says of that one is the first of its logits.
 */
final class RegressionCheckpointTest {
  private static final List<String> CLASSIFIER = List.of("classifier.weight", "classifier.bias");

  private final Path folder;

  RegressionCheckpointTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path checkpoint() throws IOException {
    Path from = HfFolder.copy("bert", folder);
    HfFolder.config(from, config -> config.putObject("id2label").put("0", "stars"));
    HfFolder.tensors(
        from,
        tensors -> {
          for (String name : CLASSIFIER) {
            HfFolder.Named all = Objects.requireNonNull(tensors.get(name));
            float[] first = Arrays.copyOf(all.values(), all.values().length / 3);
            List<Long> sizes =
                all.shape().size() == 1 ? List.of(1L) : List.of(1L, all.shape().get(1));
            tensors.put(name, new HfFolder.Named(sizes, first));
          }
        });
    return from;
  }

  private Bundle imported(Path from, String name) {
    return Importer.run(HfFolder.pairs(from, folder.resolve(name))).bundle();
  }

  @Test
  void run_oneLabel_saysTheNumberThatTransformersSays() throws IOException {
    Bundle bundle = imported(checkpoint(), "bundle");
    assertThat(bundle.manifest().task()).isEqualTo(Task.REGRESSION);
    assertThat(bundle.manifest().labels()).containsExactly("stars");
    assertThat(bundle.manifest().shape().numbers()).isEqualTo(NumberScale.UNIT);
    JsonNode expected = HfFolder.expected("bert");
    Bundle fitted = FittedBundle.of(bundle, folder.resolve("fitted"));
    TorchThreads.prepare(1);
    for (Kernels kernels : Kernels.values()) {
      try (EarlyExitModel model =
              EarlyExitModel.load(fitted, Device.cpu(), Precision.FP32, kernels);
          NDManager scope = model.newScope()) {
        for (int row = 0; row < expected.path("texts").size(); row++) {
          JsonNode texts = expected.path("texts").path(row);
          TextInput text =
              new TextInput(texts.path(0).asText(), texts.has(1) ? texts.path(1).asText() : null);
          float[] said = lastAnswer(model, model.encoder().encode(text), scope);
          assertThat(said).hasSize(2);
          assertThat((double) said[0])
              .as("row %d by %s", row, kernels)
              .isCloseTo(expected.path("logits").path(row).path(0).doubleValue(), within(1e-4));
          assertThat(said[1]).as("of its spread it says nothing").isEqualTo(0.5f);
        }
      }
    }
  }

  private static float[] lastAnswer(EarlyExitModel model, TokenizedText row, NDManager scope) {
    NDArray hidden = model.start(List.of(row), row.length(), scope);
    float[] last = {};
    for (int exit = 1; exit <= model.exits(); exit++) {
      EarlyExitModel.Step step = model.step(exit, hidden, List.of(row), row.length(), scope);
      hidden = step.hidden();
      last = step.probabilities()[0];
    }
    return last;
  }

  @Test
  void run_thereAndBack_isTheSameCheckpointAndBundle() throws IOException {
    Path from = checkpoint();
    Bundle bundle = imported(from, "bundle");
    Path out = folder.resolve("out");
    Exporter.run(bundle, out);
    assertThat(Files.readString(out.resolve("config.json")))
        .contains("\"problem_type\" : \"regression\"");
    for (String name : CLASSIFIER) {
      HfFolder.Named written = Objects.requireNonNull(HfFolder.tensors(out).get(name));
      HfFolder.Named original = Objects.requireNonNull(HfFolder.tensors(from).get(name));
      assertThat(written.shape()).isEqualTo(original.shape());
      assertThat(written.values()).containsExactly(original.values());
    }
    Bundle again = imported(out, "again");
    assertThat(again.manifest().shape()).isEqualTo(bundle.manifest().shape());
    SameTensors.assertSame(again, bundle);
  }

  /** Spreads and where labels lie are kept by an export, though the classifier tells a number. */
  @Test
  void run_exportOfFittedExits_keepsTheirSpreads() throws IOException {
    Bundle bundle = imported(checkpoint(), "bundle");
    Bundle scaled =
        FittedBundle.ofNumbers(bundle, folder.resolve("scaled"), new NumberScale(3, 0.5));
    Path out = folder.resolve("out");
    Exporter.run(scaled, out);
    Bundle again = imported(out, "again");
    assertThat(again.manifest().shape()).isEqualTo(scaled.manifest().shape());
    assertThat(again.manifest().shape().numbers()).isEqualTo(new NumberScale(3, 0.5));
    SameTensors.assertSame(again, scaled);
  }
}
