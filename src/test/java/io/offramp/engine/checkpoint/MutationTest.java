// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damages real files at random: they are read, or refused with a message, and nothing else. */
final class MutationTest {
  private static final int ROUNDS = 4_000;

  @ParameterizedTest
  @CsvSource({
    "safetensors/model.safetensors, 1",
    "zip/pytorch_model.bin, 2",
    "legacy/pytorch_model.bin, 3",
    "nested/pytorch_model.bin, 4",
    "parameters/pytorch_model.bin, 5"
  })
  void open_damagedFile_isReadOrRefused(String name, long seed) throws IOException {
    byte[] sound = Files.readAllBytes(Goldens.folder(name));
    Function<Content, TensorFile> reader =
        name.endsWith(".safetensors") ? SafetensorsFile::new : TorchFile::new;
    assertThat(reader.apply(new MemoryContent(name, sound)).tensors()).isNotEmpty();
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      MemoryContent content = new MemoryContent(name, damaged(sound, random));
      refused += isRefused(content, reader) ? 1 : 0;
    }
    // else the damage would have missed what is checked
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS);
  }

  @ParameterizedTest
  @CsvSource("shards/model.safetensors.index.json, 6")
  void open_damagedIndex_isReadOrRefused(String name, long seed) throws IOException {
    byte[] sound = Files.readAllBytes(Goldens.folder(name));
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try {
        ShardIndex.read(new MemoryContent(name, damaged(sound, random)));
      } catch (CheckpointException e) {
        assertThat(e).hasMessageStartingWith("Cannot read " + name + ": ");
        refused++;
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS);
  }

  private static boolean isRefused(Content content, Function<Content, TensorFile> reader) {
    boolean refused = false;
    try (TensorFile file = reader.apply(content)) {
      for (TensorInfo tensor : file.tensors()) {
        try {
          assertThat(file.floats(tensor.name())).hasSize((int) tensor.elements());
        } catch (CheckpointException e) {
          assertThat(e).hasMessageStartingWith("Cannot read " + content.name() + ": ");
          refused |= tensor.type().isRead();
        }
      }
    } catch (CheckpointException e) {
      assertThat(e).hasMessageStartingWith("Cannot read " + content.name() + ": ");
      refused = true;
    }
    return refused;
  }

  /** One of: a few bits turned, a byte set, the end cut off, a piece moved or left out. */
  private static byte[] damaged(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    int at = random.nextInt(bytes.length);
    int length = random.nextInt(Math.min(32, bytes.length - at) + 1);
    switch (random.nextInt(5)) {
      case 0 -> {
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 ->
          System.arraycopy(sound, random.nextInt(sound.length - length + 1), bytes, at, length);
      default -> {
        System.arraycopy(sound, at + length, bytes, at, bytes.length - at - length);
        return Arrays.copyOf(bytes, bytes.length - length);
      }
    }
    return bytes;
  }
}
