// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsWriterTest {
  private final Path folder;
  private final Path file;

  SafetensorsWriterTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("model.safetensors");
  }

  private static Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("z.größe \"quoted\"", List.of(150L, 201L));
    shapes.put("a", List.of());
    shapes.put("none", List.of(0L, 3L));
    return shapes;
  }

  private static float[] values(int length) {
    Random random = new Random(5);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private byte[] write() throws IOException {
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, shapes())) {
      writer.write("z.größe \"quoted\"", values(150 * 201));
      writer.write("a", new float[] {-0f});
      writer.write("none", new float[0]);
      writer.finish();
    }
    return Files.readAllBytes(file);
  }

  @Test
  void finish_tensors_areReadBack() throws IOException {
    write();
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.tensors())
          .containsExactly(
              new TensorInfo("z.größe \"quoted\"", ElementType.F32, List.of(150L, 201L)),
              new TensorInfo("a", ElementType.F32, List.of()),
              new TensorInfo("none", ElementType.F32, List.of(0L, 3L)));
      assertThat(checkpoint.floats("z.größe \"quoted\"")).isEqualTo(values(150 * 201));
      assertThat(checkpoint.floats("a")).containsExactly(-0f);
      assertThat(checkpoint.floats("none")).isEmpty();
    }
  }

  @Test
  void finish_twice_givesTheSameAlignedBytes() throws IOException {
    byte[] bytes = write();
    assertThat(write()).isEqualTo(bytes);
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    assertThat(new String(bytes, 8, (int) header, StandardCharsets.UTF_8))
        .startsWith("{\"__metadata__\":{\"format\":\"pt\"},\"z.");
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".partial"));
  }

  @Test
  void write_otherThanSaid_isRefused() {
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of("a", List.of(2L)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write("b", new float[2]))
          .withMessageContaining("Cannot write tensor 'b' of 2 elements");
    }
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of("a", List.of(2L)))) {
      assertThatIllegalArgumentException().isThrownBy(() -> writer.write("a", new float[3]));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsWriter.create(file, Map.of("__metadata__", List.of())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsWriter.create(file, Map.of("a", List.of(-1L))));
  }

  @Test
  void finish_afterARefusedTensor_isRefused() throws IOException {
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of("a", List.of(2L)))) {
      assertThatIllegalArgumentException().isThrownBy(() -> writer.write("a", new float[3]));
      assertThatIllegalStateException()
          .isThrownBy(writer::finish)
          .withMessage(
              "Cannot finish %s: one of its tensors was refused, or not written to its end", file);
    }
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, shapes())) {
      assertThatIllegalArgumentException().isThrownBy(() -> writer.write("b", new float[2]));
      writer.write("a", new float[1]);
      writer.write("none", new float[0]);
      assertThatIllegalStateException().isThrownBy(writer::finish);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void close_unfinished_leavesWhatWasThere() throws IOException {
    Files.writeString(file, "before");
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, shapes())) {
      assertThatIllegalStateException()
          .isThrownBy(writer::finish)
          .withMessageContaining("was not written");
    }
    assertThat(file).hasContent("before");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void create_folderMissing_isRefused() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> SafetensorsWriter.create(folder.resolve("no/x"), Map.of()))
        .withMessageStartingWith("Cannot write ");
  }
}
