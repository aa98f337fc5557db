// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.checkpoint.Checkpoint;
import io.offramp.engine.checkpoint.SafetensorsWriter;
import io.offramp.engine.encoder.Pooling;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tiny checkpoints that generate.py wrote, and changed copies of them. */
final class HfFolder {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private HfFolder() {}

  /**
   * A tensor to write.
   *
   * @param shape its sizes
   * @param values as many as these say
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier of bulk data, compared by nobody
  record Named(List<Long> shape, float[] values) {
    static Named zeros(long... sizes) {
      long elements = 1;
      for (long size : sizes) {
        elements *= size;
      }
      return new Named(
          java.util.Arrays.stream(sizes).boxed().toList(), new float[Math.toIntExact(elements)]);
    }
  }

  static Path of(String family) {
    try {
      return Path.of(
              Objects.requireNonNull(HfFolder.class.getResource(family + "/config.json"), family)
                  .toURI())
          .resolveSibling("");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode expected(String family) throws IOException {
    return MAPPER.readTree(of(family).resolve("expected.json").toFile());
  }

  /** A copy of a family's folder, named after it. */
  static Path copy(String family, Path parent) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(family));
    try (Stream<Path> files = Files.list(of(family))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return folder;
  }

  static void config(Path folder, Consumer<ObjectNode> change) throws IOException {
    json(folder.resolve("config.json"), change);
  }

  static void json(Path file, Consumer<ObjectNode> change) throws IOException {
    ObjectNode root = (ObjectNode) MAPPER.readTree(file.toFile());
    change.accept(root);
    Files.writeString(file, root.toString());
  }

  static Map<String, Named> tensors(Path folder) {
    Map<String, Named> tensors = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      checkpoint
          .tensors()
          .forEach(
              info ->
                  tensors.put(
                      info.name(), new Named(info.shape(), checkpoint.floats(info.name()))));
    }
    return tensors;
  }

  static void tensors(Path folder, Consumer<Map<String, Named>> change) {
    Map<String, Named> tensors = tensors(folder);
    change.accept(tensors);
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(folder.resolve("model.safetensors"), shapes)) {
      tensors.forEach((name, tensor) -> writer.write(name, tensor.values()));
      writer.finish();
    }
  }

  /** Options that say nothing but where. */
  static ImportOptions options(Path from, Path out) {
    return new ImportOptions(
        from,
        out,
        Optional.empty(),
        Pooling.MEAN,
        OptionalInt.empty(),
        false,
        OptionalInt.empty(),
        "2026-01-01T00:00:00Z");
  }

  static ImportOptions pairs(Path from, Path out) {
    return new ImportOptions(
        from,
        out,
        Optional.empty(),
        Pooling.MEAN,
        OptionalInt.empty(),
        true,
        OptionalInt.empty(),
        "2026-01-01T00:00:00Z");
  }

  static ImportOptions exits(Path from, Path out, List<Integer> exits) {
    return new ImportOptions(
        from,
        out,
        Optional.of(layers -> exits),
        Pooling.CLS,
        OptionalInt.of(20),
        false,
        OptionalInt.of(7),
        "2026-01-01T00:00:00Z");
  }
}
