// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.torchscript.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run must not go on from another training: whatever shapes one is told apart by. */
final class TrainingIdentityTest {
  private static final List<Tensor> START = EncoderInitializer.weights(TinyTask.SHAPE, 1);
  private static final List<LabelledRow> ROWS = TinyTask.rows(20, 1);
  private static final List<LabelledRow> DEV = TinyTask.rows(10, 2);
  private static final TrainingOptions OPTIONS = options(9, 3, 4, 1e-3, 0.1, 0.01, 0.1, 1);
  private static final Map<String, String> BASE = of(OPTIONS);

  private static TrainingOptions options(
      int epochs,
      int patience,
      int batchSize,
      double rate,
      double warmUp,
      double decay,
      double dropout,
      long seed) {
    return new TrainingOptions(epochs, patience, batchSize, rate, warmUp, decay, dropout, seed, 1);
  }

  private static TrainingOptions options(OptionalDouble clip, Objective objective) {
    return options(0, clip, objective);
  }

  private static TrainingOptions options(double dropout, OptionalDouble clip, Objective objective) {
    return options(new LearningRate(1e-3, 0.1), dropout, clip, objective);
  }

  private static TrainingOptions options(
      LearningRate rate, double dropout, OptionalDouble clip, Objective objective) {
    return new TrainingOptions(9, 3, 4, rate, 0.01, 0.1, dropout, 1, 1, clip, objective);
  }

  private static Map<String, String> of(TrainingOptions options) {
    return TrainingIdentity.of(TinyTask.SHAPE, options, START, ROWS, DEV);
  }

  private static Map<String, String> of(
      List<Tensor> start, List<LabelledRow> rows, List<LabelledRow> dev) {
    return TrainingIdentity.of(TinyTask.SHAPE, OPTIONS, start, rows, dev);
  }

  static Stream<Arguments> others() {
    OptionalDouble none = OptionalDouble.empty();
    ExitWeights weights = ExitWeights.parse("1,2");
    return Stream.of(
        Arguments.of("epochs", of(options(8, 3, 4, 1e-3, 0.1, 0.01, 0.1, 1))),
        Arguments.of("patience", of(options(9, 2, 4, 1e-3, 0.1, 0.01, 0.1, 1))),
        Arguments.of("batch size", of(options(9, 3, 5, 1e-3, 0.1, 0.01, 0.1, 1))),
        Arguments.of("learning rate", of(options(9, 3, 4, 2e-3, 0.1, 0.01, 0.1, 1))),
        Arguments.of(
            "layer decay", of(options(new LearningRate(1e-3, 0.1, 0.8), 0, none, Objective.MEAN))),
        Arguments.of("warm-up share", of(options(9, 3, 4, 1e-3, 0.2, 0.01, 0.1, 1))),
        Arguments.of("weight decay", of(options(9, 3, 4, 1e-3, 0.1, 0.02, 0.1, 1))),
        Arguments.of("word dropout", of(options(9, 3, 4, 1e-3, 0.1, 0.01, 0.2, 1))),
        Arguments.of("dropout", of(options(0.1, none, Objective.MEAN))),
        Arguments.of("seed", of(options(9, 3, 4, 1e-3, 0.1, 0.01, 0.1, 2))),
        Arguments.of("clip norm", of(options(OptionalDouble.of(1), Objective.MEAN))),
        Arguments.of("exit weights", of(options(none, new Objective(weights, 0, 2)))),
        Arguments.of(
            "distillation share", of(options(none, new Objective(ExitWeights.EQUAL, 0.5, 2)))),
        Arguments.of(
            "distillation temperature", of(options(none, new Objective(ExitWeights.EQUAL, 0, 3)))),
        Arguments.of("first weights", of(EncoderInitializer.weights(TinyTask.SHAPE, 2), ROWS, DEV)),
        Arguments.of("training rows", of(START, TinyTask.mislabelled(ROWS), DEV)),
        Arguments.of("training rows", of(START, TinyTask.rows(20, 3), DEV)),
        Arguments.of("dev rows", of(START, ROWS, TinyTask.mislabelled(DEV))));
  }

  @ParameterizedTest
  @MethodSource("others")
  void of_oneThingChanged_differsInItAlone(String name, Map<String, String> other) {
    assertThat(other.keySet()).isEqualTo(BASE.keySet());
    assertThat(
            other.keySet().stream().filter(key -> !Objects.equals(other.get(key), BASE.get(key))))
        .containsExactly(name);
  }

  @Test
  void of_moreThreads_isTheSame() {
    TrainingOptions threads = new TrainingOptions(9, 3, 4, 1e-3, 0.1, 0.01, 0.1, 1, 2);
    assertThat(of(threads)).isEqualTo(BASE);
  }

  @Test
  void of_rowsOfSeveralLabels_tellsTheirSetsApart() {
    LabelledRow row = ROWS.get(0);
    List<LabelledRow> one = List.of(new LabelledRow(row.text(), List.of(0, 1)));
    List<LabelledRow> other = List.of(new LabelledRow(row.text(), List.of(0)));
    assertThat(of(START, one, DEV)).isNotEqualTo(of(START, other, DEV));
    assertThat(of(START, List.of(new LabelledRow(row.text(), List.of())), DEV))
        .isNotEqualTo(of(START, other, DEV));
  }
}
