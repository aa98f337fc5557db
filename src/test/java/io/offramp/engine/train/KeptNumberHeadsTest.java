// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.fixture.TinyEncoder;
import io.offramp.engine.torchscript.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Heads of a regression that stay where the labels lie elsewhere. */
final class KeptNumberHeadsTest {
  private static final NumberScale OLD = new NumberScale(10, 2);
  private static final NumberScale NEW = new NumberScale(500, 100);
  private static final List<String> LABELS = List.of("price");
  private static final EncoderShape SHAPE =
      NewExits.of(TinyEncoder.SHAPE, List.of(1, 3), 1, false, Task.REGRESSION)
          .withNumbers(OLD)
          .shape();
  private static final int WIDTH = SHAPE.width();

  /** The encoder with heads of which z is that bias, and as much by each feature. */
  private static List<Tensor> weights(float z) {
    LinearHead head = LinearHead.zero(2, WIDTH);
    Arrays.fill(head.weights(), 0, WIDTH, 3);
    Arrays.fill(head.weights(), WIDTH, 2 * WIDTH, z);
    head.bias()[0] = 7;
    head.bias()[1] = z;
    return NewExits.of(TinyEncoder.SHAPE, List.of(1, 3), 1, false, Task.REGRESSION)
        .weights(TinyEncoder.weights(TinyEncoder.SHAPE, 1), List.of(head, head));
  }

  private static float[] values(List<Tensor> tensors, String name) {
    return tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow().values();
  }

  private static List<Tensor> attached(float z) {
    NewExits exits = NewExits.of(SHAPE, List.of(2, 3), 1, true).withNumbers(NEW);
    return exits.weights(weights(z), List.of(LinearHead.zero(2, WIDTH), LinearHead.zero(2, WIDTH)));
  }

  private static List<Tensor> goneOn(float z) {
    BundleManifest manifest =
        new BundleManifest(
            SHAPE,
            LABELS,
            false,
            0,
            4,
            List.of(new ExitInfo(1, 10, 1, 0.5), new ExitInfo(3, 20, 1, 0.5)),
            List.of(),
            new BundleProvenance("2026-01-31T12:00:00Z", Map.of(), 1, Map.of(), Map.of()));
    WarmStart plan =
        WarmStart.of(
                manifest,
                LABELS,
                Optional.of(List.of(2, 3)),
                Optional.empty(),
                OptionalInt.empty(),
                Task.REGRESSION)
            .withNumbers(NEW);
    assertThat(plan.keptHeads()).isEqualTo(1);
    assertThat(plan.shape().numbers()).isEqualTo(NEW);
    return plan.weights(weights(z), 1);
  }

  /** What is s times 2 is s / 50 times 100. */
  @Test
  void weights_headThatTellsSpreads_tellsTheSameAsFractionsOfAnotherScale() {
    float rescaled = (float) (0.5 + Math.log(2.0 / 100));
    for (List<Tensor> after : List.of(attached(0.5f), goneOn(0.5f))) {
      assertThat(values(after, "head_2_bias")).containsExactly(7, rescaled);
      assertThat(values(after, "head_2_weight"))
          .containsExactly(values(weights(0.5f), "head_2_weight"));
    }
  }

  /** What a checkpoint's own head says of its spread is nothing, in any unit. */
  @Test
  void weights_headThatTellsNoSpread_goesOnToTellNone() {
    for (List<Tensor> after : List.of(attached(0), goneOn(0))) {
      assertThat(values(after, "head_2_bias")).containsExactly(7, 0);
    }
  }
}
