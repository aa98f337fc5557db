// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.fixture.TinyEncoder;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What libtorch makes of the template, against {@link ReferenceEncoder}. */
final class EncoderTemplateReferenceTest {
  private static final Offset<Double> TOLERANCE = within(1e-5);
  private static final double[] TEMPERATURES = {0.5, 2};
  private static final int[] LENGTHS = {12, 3, 7, 1, 12, 2};

  private final Path folder;

  EncoderTemplateReferenceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private TorchModule load(EncoderShape shape, List<Tensor> weights) throws IOException {
    Path file = folder.resolve("encoder.pt");
    TorchScriptArchive.write(EncoderTemplate.module(shape, weights, TEMPERATURES), file);
    return TorchModule.load(file, Device.cpu());
  }

  private static List<TokenizedText> rows(EncoderShape shape) {
    Random random = new Random(7);
    List<TokenizedText> rows = new ArrayList<>();
    for (int length : LENGTHS) {
      int[] ids = random.ints(length, 0, shape.vocabularySize()).toArray();
      int[] types = random.ints(length, 0, shape.tokenTypes()).toArray();
      rows.add(new TokenizedText(ids, types, false));
    }
    return rows;
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] row(NDArray array, int row, int width) {
    float[] flat = array.toFloatArray();
    return Arrays.copyOfRange(flat, row * width, (row + 1) * width);
  }

  private static void assertClose(float[] actual, double[] expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as(what + ", class " + i).isCloseTo(expected[i], TOLERANCE);
    }
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void exits_paddedBatch_equalTheReferenceOfEachRow(Pooling pooling) throws IOException {
    EncoderShape shape = TinyEncoder.shape(pooling);
    List<Tensor> weights = TinyEncoder.weights(shape, 1);
    ReferenceEncoder reference = new ReferenceEncoder(shape, weights);
    List<TokenizedText> rows = rows(shape);
    try (TorchModule module = load(shape, weights);
        NDManager scope = module.newScope()) {
      TokenBatch batch = TokenBatch.of(rows, 0, scope);
      NDArray hidden = module.call("embed", batch.ids(), batch.types());
      assertThat(hidden.getShape()).isEqualTo(new Shape(rows.size(), 12, shape.width()));
      for (int exit = 1; exit <= shape.exits(); exit++) {
        hidden = module.call("segment_" + exit, hidden, batch.mask());
        NDArray probabilities = module.call("exit_" + exit, hidden, batch.mask());
        assertThat(probabilities.getShape()).isEqualTo(new Shape(rows.size(), shape.classes()));
        assertThat(probabilities.getDataType()).isEqualTo(DataType.FLOAT32);
        for (int r = 0; r < rows.size(); r++) {
          TokenizedText text = rows.get(r);
          double[] logits = reference.logits(text, ones(text.length()))[exit - 1];
          assertClose(
              row(probabilities, r, shape.classes()),
              ReferenceEncoder.probabilities(logits, TEMPERATURES[exit - 1]),
              "exit " + exit + ", row " + r);
        }
      }
      NDArray full = module.call("forward", batch.ids(), batch.types(), batch.mask());
      for (int r = 0; r < rows.size(); r++) {
        TokenizedText text = rows.get(r);
        double[] logits = reference.logits(text, ones(text.length()))[shape.exits() - 1];
        assertClose(
            row(full, r, shape.classes()),
            ReferenceEncoder.probabilities(logits, TEMPERATURES[shape.exits() - 1]),
            "forward, row " + r);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void exitLogits_hiddenWords_equalTheReferenceBeforeTemperature(Pooling pooling)
      throws IOException {
    EncoderShape shape = TinyEncoder.shape(pooling);
    List<Tensor> weights = TinyEncoder.weights(shape, 2);
    ReferenceEncoder reference = new ReferenceEncoder(shape, weights);
    List<TokenizedText> rows = rows(shape);
    try (TorchModule module = load(shape, weights);
        NDManager scope = module.newScope()) {
      TokenBatch batch = TokenBatch.of(rows, 0, scope);
      float[] keep = new float[rows.size() * 12];
      for (int i = 0; i < keep.length; i++) {
        keep[i] = i % 12 % 3 == 1 ? 0 : 1;
      }
      NDArray logits =
          module.call(
              "exit_logits",
              batch.ids(),
              batch.types(),
              batch.mask(),
              scope.create(keep, new Shape(rows.size(), 12, 1)));
      assertThat(logits.getShape())
          .isEqualTo(new Shape(shape.exits(), rows.size(), shape.classes()));
      for (int r = 0; r < rows.size(); r++) {
        TokenizedText text = rows.get(r);
        double[] kept = new double[text.length()];
        for (int i = 0; i < kept.length; i++) {
          kept[i] = keep[r * 12 + i];
        }
        double[][] expected = reference.logits(text, kept);
        for (int exit = 1; exit <= shape.exits(); exit++) {
          assertClose(
              row(logits, (exit - 1) * rows.size() + r, shape.classes()),
              expected[exit - 1],
              "exit " + exit + ", row " + r);
        }
      }
    }
  }

  @Test
  void forward_otherPadding_givesTheSameAnswers() throws IOException {
    EncoderShape shape = TinyEncoder.SHAPE;
    List<TokenizedText> rows = rows(shape);
    try (TorchModule module = load(shape, TinyEncoder.weights(shape, 3));
        NDManager scope = module.newScope()) {
      TokenBatch zeros = TokenBatch.of(rows, 0, scope);
      TokenBatch others = TokenBatch.of(rows, 49, scope);
      assertThat(others.ids().toLongArray()).isNotEqualTo(zeros.ids().toLongArray());
      NDArray together = module.call("forward", zeros.ids(), zeros.types(), zeros.mask());
      NDArray again = module.call("forward", others.ids(), others.types(), others.mask());
      assertThat(again.toFloatArray()).isEqualTo(together.toFloatArray());
      for (int r = 0; r < rows.size(); r++) {
        TokenBatch one = TokenBatch.of(List.of(rows.get(r)), 0, scope);
        float[] alone = module.call("forward", one.ids(), one.types(), one.mask()).toFloatArray();
        assertThat(alone)
            .as("row " + r)
            .containsExactly(row(together, r, shape.classes()), within(1e-6f));
      }
    }
  }

  /** Values of Abramowitz and Stegun's table 7.1. */
  @Test
  void erf_tabledArguments_hasTheTabledValues() {
    assertThat(ReferenceEncoder.erf(0)).isZero();
    assertThat(ReferenceEncoder.erf(0.5)).isCloseTo(0.5204998778, within(1e-10));
    assertThat(ReferenceEncoder.erf(-1)).isCloseTo(-0.8427007929, within(1e-10));
    assertThat(ReferenceEncoder.erf(2)).isCloseTo(0.9953222650, within(1e-10));
    assertThat(ReferenceEncoder.erf(5.9)).isCloseTo(1, within(1e-10));
  }
}
