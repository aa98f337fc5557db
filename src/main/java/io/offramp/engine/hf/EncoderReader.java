// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTensors;
import io.offramp.engine.torchscript.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a checkpoint's tensors as a bundle's: stacked, cut and named as it wants them. */
final class EncoderReader {
  private static final String HEAD = "head_";

  private final HfConfig config;
  private final Family family;
  private final CheckpointTensors tensors;
  private final List<HeadSource> heads;
  private final TensorNames names;

  private EncoderReader(
      HfConfig config,
      Family family,
      CheckpointTensors tensors,
      EncoderShape shape,
      List<HeadSource> heads) {
    this.config = config;
    this.family = family;
    this.tensors = tensors;
    this.heads = heads;
    this.names = TensorNames.of(family, shape.layers());
  }

  /**
   * All tensors of an encoder of that shape, in the template's order.
   *
   * @throws HfException if one is missing, or of another shape than the configuration says
   */
  static List<Tensor> read(
      HfConfig config,
      Family family,
      CheckpointTensors tensors,
      EncoderShape shape,
      List<HeadSource> heads) {
    EncoderReader reader = new EncoderReader(config, family, tensors, shape, heads);
    List<Tensor> read = new ArrayList<>();
    for (EncoderTensors.Spec spec : EncoderTensors.specs(shape)) {
      long[] sizes = spec.shape().stream().mapToLong(Long::longValue).toArray();
      read.add(new Tensor(spec.name(), sizes, reader.values(spec)));
    }
    return read;
  }

  private float[] values(EncoderTensors.Spec spec) {
    String name = spec.name();
    if (name.startsWith(HEAD)) {
      return head(name.substring(HEAD.length()), spec.shape());
    }
    return switch (name) {
      case "embeddings_position" -> positions(spec.shape());
      case "embeddings_token_type" -> tokenTypes(spec.shape());
      default -> stacked(names.of(name), spec.shape());
    };
  }

  private float[] head(String name, List<Long> sizes) {
    int line = name.indexOf('_');
    HeadSource head = heads.get(Integer.parseInt(name.substring(0, line)) - 1);
    return head.names().isPresent()
        ? tensors.floats(head.names().get().of(name.substring(line + 1)), sizes)
        : zeros(sizes);
  }

  /** Rows are padded at their end, so the rows before the first token's have no use. */
  private float[] positions(List<Long> sizes) {
    long width = sizes.get(1);
    float[] all =
        tensors.floats(
            "embeddings.position_embeddings.weight", List.of((long) config.positions(), width));
    int from = Math.toIntExact(family.positionOffset(config.paddingId()) * width);
    return Arrays.copyOfRange(all, from, from + Math.toIntExact(sizes.get(0) * width));
  }

  private float[] tokenTypes(List<Long> sizes) {
    return family.hasTokenTypes()
        ? tensors.floats("embeddings.token_type_embeddings.weight", sizes)
        : zeros(sizes);
  }

  private float[] stacked(List<String> parts, List<Long> sizes) {
    if (parts.size() == 1) {
      return tensors.floats(parts.get(0), sizes);
    }
    List<Long> partSizes = new ArrayList<>(sizes);
    partSizes.set(0, sizes.get(0) / parts.size());
    float[] values = zeros(sizes);
    int each = values.length / parts.size();
    for (int part = 0; part < parts.size(); part++) {
      float[] read = tensors.floats(parts.get(part), partSizes);
      System.arraycopy(read, 0, values, part * each, each);
    }
    return values;
  }

  private static float[] zeros(List<Long> sizes) {
    return new float[Math.toIntExact(sizes.stream().reduce(1L, Math::multiplyExact))];
  }
}
