// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Any bytes at all are read or refused with a message. In an ordinary build these read the inputs
 * in {@code CheckpointFuzzTestInputs}; CONTRIBUTING.md says how to look for new ones.
 *
 * <p>{@code zip} and {@code legacy} read alike, as a file's first bytes say which of torch's two
 * layouts it has; they are apart because each looks on from inputs of one layout, which these must
 * be.
 */
final class CheckpointFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void safetensors(byte[] bytes) {
    readAll(() -> new SafetensorsFile(new MemoryContent("x.safetensors", bytes)));
  }

  @FuzzTest(maxDuration = "5m")
  void zip(byte[] bytes) {
    readAll(() -> new TorchFile(new MemoryContent("x.bin", bytes)));
  }

  @FuzzTest(maxDuration = "5m")
  void legacy(byte[] bytes) {
    readAll(() -> new TorchFile(new MemoryContent("x.bin", bytes)));
  }

  /** Else both would look on from inputs of the same layout. */
  @ParameterizedTest
  @CsvSource({
    "zip, module, 80",
    "zip, nested, 80",
    "legacy, parameters, 128",
    "legacy, types, 128"
  })
  void inputs_areOfTheirLayout(String folder, String name, int first) throws IOException {
    String input = "CheckpointFuzzTestInputs/%s/%s".formatted(folder, name);
    try (InputStream in =
        Objects.requireNonNull(CheckpointFuzzTest.class.getResourceAsStream(input), input)) {
      assertThat(in.read()).isEqualTo(first);
    }
  }

  @FuzzTest(maxDuration = "5m")
  void index(byte[] bytes) {
    try {
      ShardIndex.read(new MemoryContent("x.index.json", bytes));
    } catch (CheckpointException e) {
      requireMessage(e);
    }
  }

  /** Opens a file. */
  @FunctionalInterface
  private interface Opening {
    TensorFile open();
  }

  private static void readAll(Opening opening) {
    try (TensorFile file = opening.open()) {
      for (TensorInfo tensor : file.tensors()) {
        try {
          if (file.floats(tensor.name()).length != tensor.elements()) {
            throw new IllegalStateException("lost elements of " + tensor);
          }
        } catch (CheckpointException e) {
          requireMessage(e);
        }
      }
    } catch (CheckpointException e) {
      requireMessage(e);
    }
  }

  private static void requireMessage(CheckpointException e) {
    String message = String.valueOf(e.getMessage());
    if (!message.startsWith("Cannot read x.") || message.contains("\n") || message.length() > 500) {
      throw new IllegalStateException("a message that nobody can read", e);
    }
  }
}
