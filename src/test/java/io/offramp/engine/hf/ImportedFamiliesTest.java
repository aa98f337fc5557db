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
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real checkpoints' layout, end to end: what transformers computes is what the bundle does. */
final class ImportedFamiliesTest {
  private static final double TOLERANCE = 1e-4;
  private static final int LAYERS = 3;

  private final Path folder;

  ImportedFamiliesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "roberta", "distilbert", "electra", "albert", "mpnet"})
  void run_familyOfCheckpoint_computesWhatTransformersDoes(String family) throws IOException {
    ImportReport report =
        Importer.run(HfFolder.pairs(HfFolder.of(family), folder.resolve("bundle")));
    Bundle bundle = report.bundle();
    assertThat(report.modelType()).isEqualTo(family);
    assertThat(bundle.manifest().labels()).containsExactly("low", "middle", "high");
    assertThat(bundle.manifest().shape().exitLayers()).containsExactly(1, 2, 3);
    assertThat(bundle.manifest().untrainedExits()).containsExactly(1, 2);
    JsonNode expected = HfFolder.expected(family);
    Bundle fitted = FittedBundle.of(bundle, folder.resolve("fitted"));
    TorchThreads.prepare(1);
    for (Kernels kernels : Kernels.values()) {
      try (EarlyExitModel model =
              EarlyExitModel.load(fitted, Device.cpu(), Precision.FP32, kernels);
          NDManager scope = model.newScope()) {
        for (int row = 0; row < expected.path("texts").size(); row++) {
          assertRow(model, expected, row, scope);
        }
      }
    }
  }

  private static void assertRow(EarlyExitModel model, JsonNode expected, int row, NDManager scope) {
    JsonNode texts = expected.path("texts").path(row);
    TokenizedText tokens =
        model
            .encoder()
            .encode(
                new TextInput(
                    texts.path(0).asText(), texts.has(1) ? texts.path(1).asText() : null));
    assertThat(tokens.ids()).containsExactly(ints(expected.path("ids").path(row)));
    List<TokenizedText> rows = List.of(tokens);
    NDArray hidden = model.start(rows, tokens.length(), scope);
    JsonNode states = expected.path("hidden").path(row);
    assertThat(states).hasSize(LAYERS + 1);
    assertClose("embeddings of row " + row, hidden.toFloatArray(), floats(states.path(0)));
    for (int exit = 1; exit <= LAYERS; exit++) {
      EarlyExitModel.Step step = model.step(exit, hidden, rows, tokens.length(), scope);
      hidden = step.hidden();
      String what = "row %d after layer %d".formatted(row, exit);
      assertClose(what, hidden.toFloatArray(), floats(states.path(exit)));
      if (exit == LAYERS) {
        float[] probabilities = softmax(floats(expected.path("logits").path(row)));
        assertClose("answer to row " + row, step.probabilities()[0], probabilities);
      } else {
        float third = 1f / 3;
        assertClose(what, step.probabilities()[0], new float[] {third, third, third});
      }
    }
  }

  private static void assertClose(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("%s, number %d", what, i)
          .isCloseTo(expected[i], within(TOLERANCE));
    }
  }

  private static float[] softmax(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] shares = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      shares[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return shares;
  }

  private static float[] floats(JsonNode node) {
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.path(i).floatValue();
    }
    return values;
  }

  private static int[] ints(JsonNode node) {
    List<Integer> values = new ArrayList<>();
    node.forEach(value -> values.add(value.intValue()));
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
