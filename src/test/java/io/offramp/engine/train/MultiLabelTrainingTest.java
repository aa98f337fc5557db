// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.fixture.MultiLabelGolden;
import io.offramp.engine.text.TokenizedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Losses against PyTorch's own functions, and training to the end. */
final class MultiLabelTrainingTest {
  private static final EncoderShape SHAPE = TinyTask.SHAPE.withTask(Task.MULTI_LABEL);
  private static final int WORDS_OF_A_CLASS = 8;

  private final MultiLabelGolden golden = new MultiLabelGolden();

  private float[] losses(double distill) throws IOException {
    int classes = golden.rows("logits", 0).get(0).length;
    EncoderShape shape =
        new EncoderShape(32, 12, 1, 16, 3, 2, 32, List.of(1, 2, 3), classes, Pooling.MEAN)
            .withTask(Task.MULTI_LABEL);
    Objective objective =
        new Objective(ExitWeights.EQUAL, distill, golden.number("distill-temperature"));
    List<LabelledRow> rows =
        golden.targets().stream()
            .map(set -> new LabelledRow(new TokenizedText(new int[1], new int[1], false), set))
            .toList();
    List<List<float[]>> logits =
        IntStream.range(0, golden.exits()).mapToObj(exit -> golden.rows("logits", exit)).toList();
    return ExitLosses.of(shape, objective, rows, logits);
  }

  private List<Double> byExit(String name) {
    return Arrays.stream(golden.byExit(name)).boxed().toList();
  }

  @Test
  void exitLosses_goldenLogits_areTorchs() throws IOException {
    ExitLosses.assertClose(losses(0), byExit("losses"));
  }

  @Test
  void exitLosses_distilled_areTorchs() throws IOException {
    ExitLosses.assertClose(losses(golden.number("distill")), byExit("distilled-losses"));
  }

  @Test
  void lossOfSets_goldenLogits_isTorchs() {
    for (int exit = 0; exit < golden.exits(); exit++) {
      List<float[]> logits = golden.rows("logits", exit);
      assertThat(TemperatureScaling.lossOfSets(logits, golden.targets(), 1))
          .isCloseTo(golden.byExit("losses")[exit], within(1e-6));
      assertThat(
              TemperatureScaling.lossOfSets(logits, golden.targets(), golden.number("temperature")))
          .isCloseTo(golden.byExit("losses-at-temperature")[exit], within(1e-6));
    }
  }

  /** Each class applies to a row if words of it are there: any number may. */
  private static List<LabelledRow> rows(int count, long seed) {
    Random random = new Random(seed);
    List<LabelledRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TreeSet<Integer> labels = new TreeSet<>();
      for (int c = 0; c < TinyTask.CLASSES; c++) {
        if (random.nextInt(5) < 2) {
          labels.add(c);
        }
      }
      List<Integer> ids = new ArrayList<>(List.of(2));
      for (int label : labels) {
        for (int word = 0; word < 2; word++) {
          ids.add(4 + label * WORDS_OF_A_CLASS + random.nextInt(WORDS_OF_A_CLASS));
        }
      }
      while (ids.size() < 4 + random.nextInt(5)) {
        ids.add(28 + random.nextInt(4)); // tell nothing
      }
      int[] tokens = ids.stream().mapToInt(Integer::intValue).toArray();
      rows.add(
          new LabelledRow(
              new TokenizedText(tokens, new int[tokens.length], false), List.copyOf(labels)));
    }
    return rows;
  }

  @Test
  void train_wordsThatImplyLabels_learnsSetsAtEveryExit() throws IOException {
    List<LabelledRow> dev = rows(120, 2);
    assertThat(dev.stream().map(row -> row.labels().size()).distinct())
        .containsExactlyInAnyOrder(0, 1, 2, 3);
    TrainedEncoder encoder =
        new JointTrainer(
                SHAPE, TinyTask.options(12, 12, 0.005, 1), TinyTask.PADDING, TinyTask.SILENT)
            .train(EncoderInitializer.weights(SHAPE, 1), rows(600, 1), dev);
    assertThat(encoder.devAccuracy()).hasSize(2).allMatch(accuracy -> accuracy > 0.9);
    assertThat(encoder.temperatures()).allMatch(temperature -> temperature > 0.05);
  }

  @Test
  void train_unknownLabelInASet_isRefused() {
    List<LabelledRow> odd = new ArrayList<>(rows(3, 1));
    odd.add(new LabelledRow(odd.get(0).text(), List.of(0, TinyTask.CLASSES)));
    JointTrainer trainer =
        new JointTrainer(SHAPE, TinyTask.OPTIONS, TinyTask.PADDING, TinyTask.SILENT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(EncoderInitializer.weights(SHAPE, 1), odd, odd))
        .withMessage("Cannot train on label 3 (must be within 0 to 2)");
  }

  @Test
  void train_setForATaskOfOneLabel_isRefused() {
    List<LabelledRow> odd = List.of(new LabelledRow(rows(1, 1).get(0).text(), List.of(0, 1)));
    JointTrainer trainer =
        new JointTrainer(TinyTask.SHAPE, TinyTask.OPTIONS, TinyTask.PADDING, TinyTask.SILENT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(EncoderInitializer.weights(SHAPE, 1), odd, odd))
        .withMessage(
            "Cannot train on a row with labels [0, 1] (must be one; a set needs task multi-label)");
  }

  @Test
  void devResult_sets_areRightOnlyIfAllOfThemIs() {
    List<List<float[]>> logits =
        List.of(
            List.of(new float[] {1, -1}, new float[] {-1, -2}),
            List.of(new float[] {1, 2}, new float[] {-1, -2}));
    DevResult result =
        new DevResult(logits, List.of(List.of(0), List.of()), List.of(), Task.MULTI_LABEL);
    assertThat(result.accuracy()).containsExactly(1.0, 0.5);
  }
}
