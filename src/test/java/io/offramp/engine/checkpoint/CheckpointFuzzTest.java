// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes at all are read or refused with a message. In an ordinary build these read the inputs
 * in {@code CheckpointFuzzTestInputs}; CONTRIBUTING.md says how to look for new ones.
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
