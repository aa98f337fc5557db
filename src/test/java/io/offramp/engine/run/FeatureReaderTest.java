// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.fixture.TinyEncoder;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.text.TokenizerJson;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureReaderTest {
  private final Path folder;

  FeatureReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void prepare() {
    TorchThreads.prepare(1);
  }

  /** The tiny bundle's encoder, of which some exits were never fitted; of no classes, if asked. */
  private Bundle untrained(int classes, Integer... exits) {
    EncoderShape tiny = TinyBundle.shape();
    EncoderShape shape =
        new EncoderShape(
            tiny.vocabularySize(),
            tiny.maxLength(),
            tiny.tokenTypes(),
            tiny.width(),
            tiny.layers(),
            tiny.heads(),
            tiny.feedForwardWidth(),
            tiny.exitLayers(),
            classes,
            Pooling.MEAN);
    List<ExitInfo> infos = new ArrayList<>();
    for (int exit = 1; exit <= 3; exit++) {
      long flops = EncoderFlops.atExit(shape, exit, 10);
      int layer = shape.exitLayers().get(exit - 1);
      infos.add(
          Arrays.asList(exits).contains(exit)
              ? ExitInfo.untrained(layer, flops)
              : new ExitInfo(layer, flops, 1, 0.5));
    }
    return BundleWriter.write(
        folder.resolve("untrained"),
        EncoderTemplate.module(shape, TinyEncoder.weights(shape, 1), new double[] {1, 1, 1}),
        TokenizerJson.wordPiece(TinyBundle.vocabulary()),
        files -> {
          BundleManifest other = TinyBundle.manifest(TinyBundle.shape(), false, files);
          return new BundleManifest(
              shape,
              TinyBundle.LABELS.subList(0, classes),
              false,
              other.paddingId(),
              other.costTokens(),
              infos,
              files,
              other.provenance());
        });
  }

  /** Against the bundle's own code, a row at a time, over several batches of mixed lengths. */
  @Test
  void features_ofAnEncoderWithoutHeads_areEachRowsPooledStates() throws IOException {
    Bundle bundle = untrained(0, 1, 2, 3);
    List<String> texts = TinyBundle.texts(150, 4);
    List<RowText> rows = new ArrayList<>(Scoring.rows(texts));
    rows.add(3, new RowText(null, null));
    rows.add(70, new RowText(" ", null));
    try (FeatureReader reader = FeatureReader.open(bundle, Device.cpu());
        TextEncoder encoder = TextEncoder.open(bundle.tokenizerFile(), TinyBundle.MAX_LENGTH);
        TorchModule own = TorchModule.load(bundle.modelFile(), Device.cpu());
        NDManager scope = own.newScope()) {
      List<float[][]> mean = new ArrayList<>(reader.features(rows, Pooling.MEAN));
      List<float[][]> first = new ArrayList<>(reader.features(rows, Pooling.CLS));
      for (int refused : new int[] {70, 3}) {
        assertThat(mean.remove(refused)).isNull();
        assertThat(first.remove(refused)).isNull();
      }
      for (int row = 0; row < texts.size(); row++) {
        TokenizedText text = encoder.encode(new TextInput(texts.get(row), null));
        TokenBatch batch = TokenBatch.of(List.of(text), 0, scope);
        NDArray hidden = own.call("embed", batch.ids(), batch.types());
        for (int exit = 0; exit < 3; exit++) {
          hidden = own.call("segment_" + (exit + 1), hidden, batch.mask());
          float[] states = hidden.toFloatArray();
          float[] expectedMean = new float[32];
          for (int i = 0; i < states.length; i++) {
            expectedMean[i % 32] += states[i] / text.length();
          }
          assertThat(mean.get(row)[exit]).containsExactly(expectedMean, within(1e-5f));
          assertThat(first.get(row)[exit])
              .containsExactly(Arrays.copyOf(states, 32), within(1e-5f));
        }
      }
    }
  }

  @Test
  void load_bundleWithExitsThatWereNeverFitted_isRefusedByTheirNumbers() {
    Bundle bundle = untrained(3, 1, 3);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> EarlyExitModel.load(bundle, Device.cpu()))
        .withMessage(
            "Cannot use bundle %s: its exits 1 and 3 were never fitted (run 'offramp attach-exits' or 'offramp train --init')"
                .formatted(bundle.location()));
  }

  @Test
  void requireTrained_oneExitOrAll_isTold() {
    Bundle one = untrained(3, 2);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(one::requireTrained)
        .withMessageContaining("its exit 2 was never fitted (");
    TinyBundle.write(folder.resolve("trained"), false).requireTrained();
  }

  @Test
  void requireTrained_encoderWithoutHeads_namesAllExits() {
    Bundle none = untrained(0, 1, 2, 3);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(none::requireTrained)
        .withMessageContaining("its exits 1, 2 and 3 were never fitted (");
  }
}
