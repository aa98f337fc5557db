// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.train.LinearHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What exits pool is what their heads are given: heads upon it say what the exits do. */
final class PooledExitsTest {
  private final Path folder;

  PooledExitsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void features_underTheBundlesOwnHeads_giveItsProbabilities(Pooling pooling) throws IOException {
    TorchThreads.prepare(1);
    EncoderShape mean = TinyBundle.shape();
    EncoderShape shape =
        new EncoderShape(mean.vocabularySize(), 24, 2, 32, 4, 4, 64, mean.exitLayers(), 3, pooling);
    Bundle bundle = TinyBundle.write(folder.resolve("bundle"), shape, false);
    Map<String, float[]> tensors =
        BundleTensors.of(bundle).stream().collect(Collectors.toMap(Tensor::name, Tensor::values));
    List<String> texts = TinyBundle.texts(40, 3);
    try (EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu())) {
      List<TokenizedText> tokens = Scoring.tokens(model, texts);
      List<float[][]> traces = Scoring.aloneTraces(model, tokens);
      List<ExitFeatures> features =
          Scoring.answers(Scorers.features(model, Scoring.options(8, 100)), Scoring.rows(texts));
      for (int row = 0; row < texts.size(); row++) {
        ExitFeatures one = features.get(row);
        assertThat(one.tokens()).isEqualTo(tokens.get(row).length());
        assertThat(one.last()).containsExactly(traces.get(row)[2], within(1e-5f));
        for (int exit = 1; exit <= 3; exit++) {
          LinearHead head = head(tensors, exit);
          double temperature = bundle.manifest().exits().get(exit - 1).temperature();
          assertThat(softmax(head.logits(one.pooled()[exit - 1]), temperature))
              .as("row %d, exit %d", row, exit)
              .containsExactly(traces.get(row)[exit - 1], within(1e-5f));
        }
      }
    }
  }

  private static LinearHead head(Map<String, float[]> tensors, int exit) {
    return new LinearHead(
        Objects.requireNonNull(tensors.get("head_" + exit + "_weight")),
        Objects.requireNonNull(tensors.get("head_" + exit + "_bias")));
  }

  private static float[] softmax(float[] logits, double temperature) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit / temperature);
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (Math.exp(logits[i] / temperature) / sum);
    }
    return probabilities;
  }
}
