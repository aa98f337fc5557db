// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.checkpoint.SafetensorsWriter;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTensors;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torchscript.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A bundle's tensors as a family calls, stacks and counts them. */
final class ExportedTensors {
  private static final String POSITIONS = "embeddings_position";
  private static final String TYPES = "embeddings_token_type";
  private static final String HEAD = "head_";

  private record Entry(String name, List<Long> shape, Supplier<float[]> values) {}

  private final BundleManifest manifest;
  private final EncoderShape shape;
  private final Family family;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  private ExportedTensors(BundleManifest manifest, Family family, List<Tensor> weights) {
    this.manifest = manifest;
    this.shape = manifest.shape();
    this.family = family;
    weights.forEach(tensor -> tensors.put(tensor.name(), tensor));
  }

  /** Writes all of them. */
  static void write(BundleManifest manifest, Family family, List<Tensor> weights, Path file) {
    ExportedTensors exported = new ExportedTensors(manifest, family, weights);
    exported.addEncoder();
    if (hasClassifier(manifest, family)) {
      exported.addClassifier();
    }
    exported.addHeads();
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    exported.entries.forEach(entry -> shapes.put(entry.name(), entry.shape()));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, shapes)) {
      exported.entries.forEach(entry -> writer.write(entry.name(), entry.values().get()));
      writer.finish();
    }
  }

  /** Whether the last exit is one that the family's own classifier can be. */
  static boolean hasClassifier(BundleManifest manifest, Family family) {
    int last = manifest.shape().exits();
    return manifest.exits().get(last - 1).trained()
        && manifest.shape().classes() > 0
        && manifest.shape().head(last).equals(family.exitHead());
  }

  /**
   * Whether a family can hold these token types: with a table, or, as every token then has the
   * same, added to the positions.
   */
  static boolean holdsTokenTypes(EncoderShape shape, Family family, List<Tensor> weights) {
    if (family.hasTokenTypes()) {
      return true;
    }
    float[] rows =
        weights.stream()
            .filter(tensor -> tensor.name().equals(TYPES))
            .findFirst()
            .orElseThrow()
            .values();
    int width = shape.style().embeddingWidth();
    for (int row = 1; row < shape.tokenTypes(); row++) {
      if (!Arrays.equals(rows, 0, width, rows, row * width, (row + 1) * width)) {
        return false;
      }
    }
    return true;
  }

  private void addEncoder() {
    TensorNames names = TensorNames.of(family, shape.layers());
    for (EncoderTensors.Spec spec : EncoderTensors.specs(shape)) {
      String name = spec.name();
      if (name.equals(POSITIONS)) {
        int rows = shape.maxLength() + family.positionOffset(manifest.paddingId());
        List<Long> sizes = List.of((long) rows, spec.shape().get(1));
        add(family.prefix() + "embeddings.position_embeddings.weight", sizes, this::positions);
      } else if (name.equals(TYPES)) {
        if (family.hasTokenTypes()) {
          add(family.prefix() + "embeddings.token_type_embeddings.weight", spec.shape(), name);
        }
      } else if (!name.startsWith(HEAD)) {
        addParts(names.of(name), spec);
      }
    }
  }

  private void addParts(List<String> parts, EncoderTensors.Spec spec) {
    List<Long> sizes = new ArrayList<>(spec.shape());
    sizes.set(0, sizes.get(0) / parts.size());
    for (int part = 0; part < parts.size(); part++) {
      int index = part;
      add(
          family.prefix() + parts.get(part),
          sizes,
          () -> {
            float[] all = values(spec.name());
            int each = all.length / parts.size();
            return Arrays.copyOfRange(all, index * each, (index + 1) * each);
          });
    }
  }

  private float[] positions() {
    float[] rows = values(POSITIONS);
    int width = shape.style().embeddingWidth();
    int offset = family.positionOffset(manifest.paddingId()) * width;
    float[] shifted = new float[offset + rows.length];
    System.arraycopy(rows, 0, shifted, offset, rows.length);
    if (!family.hasTokenTypes()) {
      float[] type = values(TYPES);
      for (int i = 0; i < rows.length; i++) {
        shifted[offset + i] += type[i % width];
      }
    }
    return shifted;
  }

  /**
   * Its own code knows no temperature, so the weights are divided by it; nor does it know of the
   * spread of a number, which is left out.
   */
  private void addClassifier() {
    int last = shape.exits();
    float temperature = (float) manifest.exits().get(last - 1).temperature();
    for (String part : List.of("dense_weight", "dense_bias", "weight", "bias")) {
      Tensor tensor = tensor(headTensor(last, part));
      String name = family.head().of(part);
      String prefixed = family.headIsInEncoder(part) ? family.prefix() + name : name;
      if (shape.task() == Task.REGRESSION && !part.startsWith("dense")) {
        List<Long> one = new ArrayList<>(sizes(tensor));
        one.set(0, 1L);
        int rest = tensor.values().length / shape.outputs();
        add(prefixed, one, () -> Arrays.copyOf(tensor.values(), rest));
        continue;
      }
      float divisor = part.startsWith("dense") ? 1 : temperature;
      add(prefixed, sizes(tensor), () -> divided(tensor.values(), divisor));
    }
  }

  private void addHeads() {
    for (OfframpSection.Exit exit : OfframpSection.of(manifest).exits()) {
      ExitInfo info = manifest.exits().get(exit.number() - 1);
      if (!info.trained()) {
        continue;
      }
      HeadNames names = exit.tensors();
      for (String part : List.of("dense_weight", "dense_bias", "weight", "bias")) {
        if (exit.head().hidden().isPresent() || !part.startsWith("dense")) {
          Tensor tensor = tensor(headTensor(exit.number(), part));
          add(names.of(part), sizes(tensor), tensor::values);
        }
      }
    }
  }

  private static String headTensor(int exit, String part) {
    return HEAD + exit + "_" + part;
  }

  private static float[] divided(float[] values, float divisor) {
    float[] divided = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      divided[i] = values[i] / divisor;
    }
    return divided;
  }

  private void add(String name, List<Long> sizes, String ours) {
    add(name, sizes, () -> values(ours));
  }

  private void add(String name, List<Long> sizes, Supplier<float[]> values) {
    entries.add(new Entry(name, sizes, values));
  }

  private float[] values(String name) {
    return tensor(name).values();
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new HfException(
          "Cannot export the bundle: its model.pt has no tensor %s (must be one that Offramp wrote)"
              .formatted(name));
    }
    return tensor;
  }

  private static List<Long> sizes(Tensor tensor) {
    return Arrays.stream(tensor.shape()).boxed().toList();
  }
}
