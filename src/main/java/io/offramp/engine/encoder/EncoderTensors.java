// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * The names and shapes of an encoder's parameters, in archive order.
 *
 * <p>Linear weights are [out, in], as in PyTorch; query, key and value are stacked in that order in
 * one [3W, W] weight. A checkpoint importer maps its own names to these.
 *
 * <p>Some are there only if the {@linkplain EncoderStyle style} asks for them: {@code
 * embeddings_projection} [W,E], {@code attention_relative_bias} [buckets, heads]; and {@code
 * head_k_dense} [W,W] if the {@linkplain ExitHead head} does. Layers that share their tensors have
 * those of {@code layer_1} only.
 */
public final class EncoderTensors {
  /** How a parameter starts when an encoder is trained from nothing. */
  public enum Start {
    /** Rows that are looked up: drawn about 0. */
    TABLE,
    /** Weights [out, in]: drawn about 0, the closer to it the more inputs there are. */
    LINEAR,
    /** Likewise, where what comes out is added to states: the closer the more layers there are. */
    RESIDUAL,
    /** All 0. */
    ZERO,
    /** All 1. */
    ONE
  }

  /**
   * One parameter.
   *
   * @param name attribute name
   * @param start initial values
   * @param shape sizes per dimension
   */
  public record Spec(String name, Start start, List<Long> shape) {}

  private static final String LAYER = "layer_";
  private static final String HEAD = "head_";

  private EncoderTensors() {}

  /** All parameters of that shape. */
  public static List<Spec> specs(EncoderShape shape) {
    long width = shape.width();
    List<Spec> specs = new ArrayList<>();
    addEmbeddings(specs, shape);
    shape
        .style()
        .relativeAttention()
        .ifPresent(
            relative ->
                specs.add(table("attention_relative_bias", relative.buckets(), shape.heads())));
    for (int layer = 1; layer <= shape.storedLayers(); layer++) {
      String prefix = layer(layer);
      addLinear(specs, prefix + "_attention_qkv", 3 * width, width);
      addResidual(specs, prefix + "_attention_output", width, width);
      addNorm(specs, prefix + "_attention_norm", width);
      addLinear(specs, prefix + "_feed_forward_in", shape.feedForwardWidth(), width);
      addResidual(specs, prefix + "_feed_forward_out", width, shape.feedForwardWidth());
      addNorm(specs, prefix + "_feed_forward_norm", width);
    }
    for (int exit = 1; exit <= shape.exits(); exit++) {
      if (shape.head(exit).hidden().isPresent()) {
        addLinear(specs, head(exit) + "_dense", width, width);
      }
      addLinear(specs, head(exit), shape.outputs(), width);
    }
    return specs;
  }

  private static void addEmbeddings(List<Spec> specs, EncoderShape shape) {
    long width = shape.style().embeddingWidth();
    specs.add(table("embeddings_word", shape.vocabularySize(), width));
    specs.add(table("embeddings_position", shape.maxLength(), width));
    specs.add(table("embeddings_token_type", shape.tokenTypes(), width));
    addNorm(specs, "embeddings_norm", width);
    if (shape.projectsEmbeddings()) {
      addLinear(specs, "embeddings_projection", shape.width(), width);
    }
  }

  /**
   * How many layers' parameters lie above one: 0 for the last layer's and for those of exits, all
   * of them for embeddings. Layers that share their parameters are one.
   */
  public static int layersAbove(Spec spec, EncoderShape shape) {
    if (spec.name().startsWith(HEAD)) {
      return 0;
    }
    if (!spec.name().startsWith(LAYER)) {
      return shape.storedLayers();
    }
    int end = spec.name().indexOf('_', LAYER.length());
    return shape.storedLayers() - Integer.parseInt(spec.name().substring(LAYER.length(), end));
  }

  static String layer(int layer) {
    return LAYER + layer;
  }

  static String head(int exit) {
    return HEAD + exit;
  }

  static String temperature(int exit) {
    return "temperature_" + exit;
  }

  private static Spec table(String name, long rows, long columns) {
    return new Spec(name, Start.TABLE, List.of(rows, columns));
  }

  private static void addLinear(List<Spec> specs, String prefix, long out, long in) {
    specs.add(new Spec(prefix + "_weight", Start.LINEAR, List.of(out, in)));
    specs.add(new Spec(prefix + "_bias", Start.ZERO, List.of(out)));
  }

  private static void addResidual(List<Spec> specs, String prefix, long out, long in) {
    specs.add(new Spec(prefix + "_weight", Start.RESIDUAL, List.of(out, in)));
    specs.add(new Spec(prefix + "_bias", Start.ZERO, List.of(out)));
  }

  private static void addNorm(List<Spec> specs, String prefix, long width) {
    specs.add(new Spec(prefix + "_weight", Start.ONE, List.of(width)));
    specs.add(new Spec(prefix + "_bias", Start.ZERO, List.of(width)));
  }
}
