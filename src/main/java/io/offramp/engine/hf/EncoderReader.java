// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTensors;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torchscript.Tensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a checkpoint's tensors as a bundle's: stacked, cut and named as it wants them. */
final class EncoderReader {
  private static final String HEAD = "head_";
  private static final String POSITIONS = "embeddings_position";

  /** Elements that an array can have. */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /**
   * What a bundle's tensor is made of.
   *
   * @param names of the checkpoint's tensors, stacked in this order; none: all are 0
   * @param shape of each of these
   */
  private record Source(List<String> names, List<Long> shape) {}

  private final HfConfig config;
  private final Family family;
  private final CheckpointTensors tensors;
  private final List<HeadSource> heads;
  private final TensorNames names;
  private final Task task;

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
    this.task = shape.task();
  }

  /**
   * All tensors of an encoder of that shape, in the template's order. All shapes are held against
   * the checkpoint's before anything is read, so that sizes that a configuration makes up cost no
   * memory.
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
    List<EncoderTensors.Spec> specs = EncoderTensors.specs(shape);
    List<Source> sources = specs.stream().map(reader::source).toList();
    sources.forEach(
        source -> source.names().forEach(name -> tensors.require(name, source.shape())));
    List<Tensor> read = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      EncoderTensors.Spec spec = specs.get(i);
      long[] sizes = spec.shape().stream().mapToLong(Long::longValue).toArray();
      read.add(new Tensor(spec.name(), sizes, reader.values(spec, sources.get(i))));
    }
    return read;
  }

  private Source source(EncoderTensors.Spec spec) {
    String name = spec.name();
    List<Long> sizes = spec.shape();
    if (name.startsWith(HEAD)) {
      List<String> from = head(name.substring(HEAD.length()));
      if (task == Task.REGRESSION && !name.contains("_dense_") && isClassifier(from)) {
        List<Long> one = new ArrayList<>(sizes);
        one.set(0, 1L);
        return new Source(from, one); // it tells no spread
      }
      return new Source(from, sizes);
    }
    return switch (name) {
      case POSITIONS ->
          new Source(
              List.of("embeddings.position_embeddings.weight"),
              List.of((long) config.positions(), sizes.get(1)));
      case "embeddings_token_type" ->
          new Source(
              family.hasTokenTypes()
                  ? List.of("embeddings.token_type_embeddings.weight")
                  : List.of(),
              sizes);
      default -> {
        List<String> parts = names.of(name);
        List<Long> each = new ArrayList<>(sizes);
        each.set(0, sizes.get(0) / parts.size());
        yield new Source(parts, each);
      }
    };
  }

  /** Whether a head is the checkpoint's own, and not one of an export. */
  private static boolean isClassifier(List<String> names) {
    return !names.isEmpty() && !names.get(0).startsWith(OfframpSection.TENSORS);
  }

  private List<String> head(String name) {
    int line = name.indexOf('_');
    return heads
        .get(Integer.parseInt(name.substring(0, line)) - 1)
        .names()
        .map(head -> List.of(head.of(name.substring(line + 1))))
        .orElse(List.of());
  }

  private float[] values(EncoderTensors.Spec spec, Source source) {
    if (source.names().size() == 1) {
      float[] values = tensors.floats(source.names().get(0), source.shape());
      if (spec.name().startsWith(HEAD)) {
        int rows = Math.toIntExact(spec.shape().get(0) / source.shape().get(0));
        return Arrays.copyOf(values, Math.multiplyExact(values.length, rows));
      }
      return spec.name().equals(POSITIONS) ? positions(values, spec.shape()) : values;
    }
    float[] values = zeros(spec);
    int place = 0;
    for (String name : source.names()) {
      float[] part = tensors.floats(name, source.shape());
      System.arraycopy(part, 0, values, place, part.length);
      place += part.length;
    }
    return values;
  }

  /** Rows are padded at their end, so the rows before the first token's have no use. */
  private float[] positions(float[] all, List<Long> sizes) {
    int width = Math.toIntExact(sizes.get(1));
    int from = family.positionOffset(config.paddingId()) * width;
    return Arrays.copyOfRange(all, from, from + Math.toIntExact(sizes.get(0)) * width);
  }

  private static float[] zeros(EncoderTensors.Spec spec) {
    BigInteger elements =
        spec.shape().stream().map(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
    if (elements.compareTo(BigInteger.valueOf(MAX_ELEMENTS)) > 0) {
      throw new HfException(
          "Cannot import the model: its %s would have %d elements (must be at most %d)"
              .formatted(spec.name(), elements, MAX_ELEMENTS));
    }
    return new float[elements.intValue()];
  }
}
