// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.NumberHeads;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torchscript.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Training that begins with a bundle's weights: what the new encoder is, and which of its tensors
 * are the bundle's.
 *
 * <p>All layers and tables are kept; of the table of positions only the rows that the new maximum
 * length has use for. An exit that stays where it is keeps its kind of head, and the dense layer of
 * it, if it has one; it keeps its classifier too if the labels are the bundle's and it was fitted.
 * All other heads start anew.
 */
public final class WarmStart {
  private final BundleManifest manifest;
  private final EncoderShape shape;
  private final Map<Integer, Integer> sameHeads;
  private final boolean sameLabels;

  private WarmStart(
      BundleManifest manifest,
      EncoderShape shape,
      Map<Integer, Integer> sameHeads,
      boolean sameLabels) {
    this.manifest = manifest;
    this.shape = shape;
    this.sameHeads = sameHeads;
    this.sameLabels = sameLabels;
  }

  /**
   * Plans it.
   *
   * @param manifest the bundle's
   * @param labels of the training rows, as {@link #labels} orders them
   * @param exits layers that exits are to stand after; an empty list: all; none: the bundle's
   * @param pooling of all exits; none: as the bundle's do, new ones as its last one
   * @param maxLength most tokens of a row; none: the bundle's
   * @throws IllegalArgumentException if exits do not fit the layers, or the bundle has no positions
   *     for so long rows
   */
  public static WarmStart of(
      BundleManifest manifest,
      List<String> labels,
      Optional<List<Integer>> exits,
      Optional<Pooling> pooling,
      OptionalInt maxLength) {
    return of(manifest, labels, exits, pooling, maxLength, manifest.task());
  }

  /**
   * The same for another task than the bundle's, perhaps; all classifiers then start anew.
   *
   * @throws IllegalArgumentException if exits do not fit the layers, or the bundle has no positions
   *     for so long rows
   */
  public static WarmStart of(
      BundleManifest manifest,
      List<String> labels,
      Optional<List<Integer>> exits,
      Optional<Pooling> pooling,
      OptionalInt maxLength,
      Task task) {
    EncoderShape old = manifest.shape();
    int length = maxLength.orElse(old.maxLength());
    if (length > old.maxLength()) {
      throw new IllegalArgumentException(
          "Cannot train on rows of up to %d tokens (the bundle has positions for %d; give at most that as --max-length)"
              .formatted(length, old.maxLength()));
    }
    List<Integer> places = exits.orElse(old.exitLayers());
    if (places.isEmpty()) {
      places = new ArrayList<>();
      for (int layer = 1; layer <= old.layers(); layer++) {
        places.add(layer);
      }
    }
    List<ExitHead> heads = new ArrayList<>();
    Map<Integer, Integer> same = new HashMap<>();
    for (int layer : places) {
      int from = old.exitLayers().indexOf(layer) + 1;
      ExitHead like = old.head(from > 0 ? from : old.exits());
      ExitHead head =
          pooling.isPresent() && pooling.get() != like.pooling()
              ? ExitHead.linear(pooling.get())
              : from > 0 ? like : ExitHead.linear(like.pooling());
      heads.add(head);
      if (from > 0 && head.equals(like)) {
        same.put(heads.size(), from);
      }
    }
    EncoderShape shape = old.withMaxLength(length).withExits(places, heads, labels.size(), task);
    boolean sameAnswers = labels.equals(manifest.labels()) && task == manifest.task();
    return new WarmStart(manifest, shape, same, sameAnswers);
  }

  /** The same where the labels of a regression lie elsewhere than those of the bundle. */
  public WarmStart withNumbers(NumberScale numbers) {
    return new WarmStart(manifest, shape.withNumbers(numbers), sameHeads, sameLabels);
  }

  /** The training rows' labels: in the bundle's order if they are the bundle's. */
  public static List<String> labels(BundleManifest manifest, List<String> found) {
    return Set.copyOf(found).equals(Set.copyOf(manifest.labels())) ? manifest.labels() : found;
  }

  /** The encoder to train. */
  public EncoderShape shape() {
    return shape;
  }

  /** How many exits keep their classifiers. */
  public int keptHeads() {
    return (int) sameHeads.keySet().stream().filter(this::keepsClassifier).count();
  }

  private boolean keepsClassifier(int exit) {
    Integer from = sameHeads.get(exit);
    return sameLabels && from != null && manifest.exits().get(from - 1).trained();
  }

  /**
   * The weights to begin with, in the template's order.
   *
   * @param tensors the bundle's
   * @param seed of what starts anew
   */
  public List<Tensor> weights(List<Tensor> tensors, long seed) {
    Map<String, Tensor> old = new HashMap<>();
    tensors.forEach(tensor -> old.put(tensor.name(), tensor));
    List<Tensor> weights = new ArrayList<>();
    for (Tensor fresh : EncoderInitializer.weights(shape, seed)) {
      Optional<String> source = source(fresh.name());
      weights.add(
          source.isEmpty()
              ? fresh
              : rescaled(like(fresh, Optional.ofNullable(old.get(source.get()))), old));
    }
    return weights;
  }

  /** The bundle's tensor that a new one is to be, if any. */
  private Optional<String> source(String name) {
    if (!name.startsWith("head_")) {
      return Optional.of(name);
    }
    String[] parts = name.split("_", 3);
    int exit = Integer.parseInt(parts[1]);
    Integer from = sameHeads.get(exit);
    boolean kept = from != null && (parts[2].startsWith("dense_") || keepsClassifier(exit));
    return kept ? Optional.of("head_" + from + "_" + parts[2]) : Optional.empty();
  }

  private Tensor rescaled(Tensor kept, Map<String, Tensor> old) {
    if (shape.task() != Task.REGRESSION || !kept.name().matches("head_\\d+_bias")) {
      return kept;
    }
    String weights = source(kept.name().replace("_bias", "_weight")).orElseThrow();
    return new Tensor(
        kept.name(),
        kept.shape(),
        NumberHeads.rescaled(
            Objects.requireNonNull(old.get(weights)).values(),
            kept.values(),
            manifest.shape().numbers(),
            shape.numbers()));
  }

  /** The tensor under its new name; rows beyond the new shape's are left out. */
  private static Tensor like(Tensor fresh, Optional<Tensor> old) {
    float[] values =
        old.orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Cannot begin with this bundle's weights: its model has no tensor '%s' (copy the bundle again)"
                            .formatted(fresh.name())))
            .values();
    return new Tensor(fresh.name(), fresh.shape(), Arrays.copyOf(values, fresh.values().length));
  }
}
