// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.Activation;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderStyle;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torchscript.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class WarmStartTest {
  private static final List<String> LABELS = List.of("no", "yes");
  private static final ExitHead POOLER = new ExitHead(Pooling.CLS, Optional.of(Activation.TANH));
  private static final EncoderShape SHAPE =
      new EncoderShape(
          20,
          10,
          2,
          8,
          3,
          2,
          16,
          List.of(1, 3),
          2,
          List.of(ExitHead.linear(Pooling.MEAN), POOLER),
          EncoderStyle.bert(8),
          Task.SINGLE_LABEL,
          NumberScale.UNIT);

  private final List<Tensor> tensors = EncoderInitializer.weights(SHAPE, 5);

  private static BundleManifest manifest(boolean lastTrained) {
    ExitInfo last = lastTrained ? new ExitInfo(3, 20, 1, 0.5) : ExitInfo.untrained(3, 20);
    return new BundleManifest(
        SHAPE,
        LABELS,
        false,
        0,
        4,
        List.of(new ExitInfo(1, 10, 1, 0.5), last),
        List.of(),
        new BundleProvenance("2026-01-31T12:00:00Z", Map.of(), 1, Map.of(), Map.of()));
  }

  private static WarmStart plan(
      List<String> labels, Optional<List<Integer>> exits, Optional<Pooling> pooling, int length) {
    return WarmStart.of(manifest(true), labels, exits, pooling, OptionalInt.of(length));
  }

  private float[] old(String name) {
    return find(tensors, name).orElseThrow();
  }

  private static Optional<float[]> find(List<Tensor> tensors, String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .map(Tensor::values)
        .findFirst();
  }

  /** Which tensors of a plan are not the bundle's. */
  private List<String> fresh(WarmStart plan, Map<String, String> renamed) {
    List<String> names = new ArrayList<>();
    for (Tensor tensor : plan.weights(tensors, 77)) {
      String from = renamed.getOrDefault(tensor.name(), tensor.name());
      Optional<float[]> old = find(tensors, from);
      if (tensor.name().endsWith("_weight")
          && (old.isEmpty() || !Arrays.equals(old.get(), tensor.values()))) {
        names.add(tensor.name());
      }
    }
    return names;
  }

  @Test
  void plan_nothingSaid_isTheBundleAsItIs() {
    WarmStart plan =
        WarmStart.of(
            manifest(true), LABELS, Optional.empty(), Optional.empty(), OptionalInt.empty());
    assertThat(plan.shape()).isEqualTo(SHAPE);
    assertThat(plan.keptHeads()).isEqualTo(2);
    List<Tensor> weights = plan.weights(tensors, 77);
    assertThat(weights).hasSameSizeAs(tensors);
    for (int i = 0; i < tensors.size(); i++) {
      assertThat(weights.get(i).name()).isEqualTo(tensors.get(i).name());
      assertThat(weights.get(i).values()).isEqualTo(tensors.get(i).values());
    }
  }

  @Test
  void plan_moreExits_keepsTheHeadsThatStay() {
    WarmStart plan = plan(LABELS, Optional.of(List.of()), Optional.empty(), 10);
    assertThat(plan.shape().exitLayers()).containsExactly(1, 2, 3);
    assertThat(plan.shape().exitHeads())
        .containsExactly(ExitHead.linear(Pooling.MEAN), ExitHead.linear(Pooling.CLS), POOLER);
    assertThat(plan.keptHeads()).isEqualTo(2);
    Map<String, String> moved =
        Map.of("head_3_weight", "head_2_weight", "head_3_dense_weight", "head_2_dense_weight");
    assertThat(fresh(plan, moved)).containsExactly("head_2_weight");
  }

  @Test
  void plan_otherLabels_keepsDenseLayersButNoClassifier() {
    WarmStart plan = plan(List.of("bad", "good", "so so"), Optional.empty(), Optional.empty(), 10);
    assertThat(plan.shape().classes()).isEqualTo(3);
    assertThat(plan.keptHeads()).isZero();
    assertThat(fresh(plan, Map.of())).containsExactly("head_1_weight", "head_2_weight");
  }

  @Test
  void plan_exitThatWasNeverFitted_getsAClassifier() {
    WarmStart plan =
        WarmStart.of(
            manifest(false), LABELS, Optional.empty(), Optional.empty(), OptionalInt.empty());
    assertThat(plan.keptHeads()).isEqualTo(1);
    assertThat(fresh(plan, Map.of())).containsExactly("head_2_weight");
  }

  @Test
  void plan_otherPooling_startsThoseHeadsAnew() {
    WarmStart plan = plan(LABELS, Optional.empty(), Optional.of(Pooling.MEAN), 10);
    assertThat(plan.shape().exitHeads()).containsOnly(ExitHead.linear(Pooling.MEAN));
    assertThat(plan.keptHeads()).isEqualTo(1);
    assertThat(fresh(plan, Map.of())).containsExactly("head_2_weight");
  }

  @Test
  void plan_lowerMaximumLength_cutsThePositions() {
    WarmStart plan = plan(LABELS, Optional.empty(), Optional.empty(), 6);
    assertThat(plan.shape().maxLength()).isEqualTo(6);
    float[] positions = find(plan.weights(tensors, 77), "embeddings_position").orElseThrow();
    assertThat(positions).isEqualTo(Arrays.copyOf(old("embeddings_position"), 6 * 8));
  }

  @Test
  void plan_longerRowsThanPositions_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(LABELS, Optional.empty(), Optional.empty(), 11))
        .withMessage(
            "Cannot train on rows of up to 11 tokens (the bundle has positions for 10; give at most that as --max-length)");
  }

  @Test
  void labels_thoseOfTheBundleInAnyOrder_areInItsOrder() {
    assertThat(WarmStart.labels(manifest(true), List.of("yes", "no"))).isEqualTo(LABELS);
    assertThat(WarmStart.labels(manifest(true), List.of("yes"))).containsExactly("yes");
  }
}
