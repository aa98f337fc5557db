// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {
  private final Path folder;

  CheckpointTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void assertRefused(String message) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Checkpoint.open(folder).close())
        .withMessageStartingWith("Cannot read ")
        .withMessageContaining(message);
  }

  private void copy(String golden) throws IOException {
    try (var files = Files.list(Goldens.folder(golden))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void write(String name, String tensor, float value) {
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(folder.resolve(name), Map.of(tensor, List.of(1L)))) {
      writer.write(tensor, new float[] {value});
      writer.finish();
    }
  }

  private void index(String json) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), json);
  }

  @Test
  void open_folderWithout_isToldWhatWasLookedFor() {
    assertRefused(
        "it is no folder that has model.safetensors, model.safetensors.index.json, pytorch_model.bin or pytorch_model.bin.index.json (name");
  }

  @Test
  void open_severalLayouts_takesTheFirst() throws IOException {
    copy("torch-shards");
    assertFiles(
        "pytorch_model.bin.index.json",
        "pytorch_model-00001-of-00002.bin",
        "pytorch_model-00002-of-00002.bin");
    copy("module");
    assertFiles("pytorch_model.bin");
    copy("shards");
    assertFiles(
        "model.safetensors.index.json",
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors");
    copy("safetensors");
    assertFiles("model.safetensors");
  }

  private void assertFiles(String... names) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.files())
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder(names);
      assertThat(checkpoint.files().get(0)).hasFileName(names[0]);
    }
  }

  @Test
  void open_order_isTheFiles() throws IOException {
    copy("zip");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.tensors())
          .extracting(TensorInfo::name)
          .startsWith("f32", "f16", "bf16")
          .endsWith("tied.b", "row", "parameter");
    }
  }

  @Test
  void floats_unknownName_isRefused() throws IOException {
    copy("module");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.find("dense.wait")).isEmpty();
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint.floats("dense.wait"))
          .withMessageContaining("it has no tensor 'dense.wait' (it has 2 others)");
    }
  }

  @Test
  void open_missingShard_isNamed() throws IOException {
    copy("shards");
    Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
    assertRefused("model-00002-of-00002.safetensors: there is no such file (copy the whole");
  }

  @Test
  void open_tensorInAnotherShard_isNamed() throws IOException {
    write("a.safetensors", "x", 1);
    write("b.safetensors", "y", 2);
    index("{\"weight_map\": {\"x\": \"a.safetensors\", \"y\": \"a.safetensors\"}}");
    assertRefused("it places tensor 'y' in a.safetensors, which lacks it (copy");
    index("{\"weight_map\": {\"x\": \"a.safetensors\", \"y\": \"b.safetensors\"}}");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.floats("y")).containsExactly(2);
    }
  }

  @Test
  void open_nameInTwoShards_isReadFromTheOneTheIndexSays() throws IOException {
    write("a.safetensors", "x", 1);
    write("b.safetensors", "x", 2);
    index("{\"weight_map\": {\"x\": \"b.safetensors\"}}");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.floats("x")).containsExactly(2);
      assertThat(checkpoint.tensors()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.safetensors", "sub/a.bin", "/etc/passwd", "..", "a\\\\b", ".a", ""})
  void open_shardOutsideOfTheFolder_isRefused(String shard) throws IOException {
    index("{\"weight_map\": {\"x\": \"" + shard + "\"}}");
    assertRefused(
        "it places tensor 'x' in '%s' (must be the plain name of a file beside it)"
            .formatted(shard.replace("\\\\", "\\")));
  }

  @Test
  void open_badIndex_isRefused() throws IOException {
    index("{\"weight_map\": {\"x\": \"a\", \"x\": \"b\"}}");
    assertRefused("the index is not sound JSON: Duplicate field 'x'");
    index("{\"weight_map\": {\"x\": 7}}");
    assertRefused("weight_map of 'x' is 7 (must be a string");
    index("{\"weight_map\": {}}");
    assertRefused("its weight_map names no tensor");
    index("[]");
    assertRefused("the index is an array (must be an object");
    index("");
    assertRefused("the index is missing (must be an object");
    index("{\"weight_map\": {\"x\": \"a\"}} 1");
    assertRefused("the index goes on after its end");
    index("{\"metadata\": " + "[".repeat(5_000));
    assertRefused("the index is not sound JSON");
    Files.write(
        folder.resolve("model.safetensors.index.json"), new byte[] {'{', '"', (byte) 0xff, '"'});
    assertRefused("the index is not UTF-8 text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "pytorch_model.bin", "pytorch_model.bin.index.json"})
  void open_pointerOfGitLfs_isTold(String name) throws IOException {
    Files.writeString(
        folder.resolve(name),
        """
        version https://git-lfs.github.com/spec/v1
        oid sha256:0f3b
        size 438007537
        """);
    assertRefused("it only points to a file in Git LFS (run 'git lfs pull' there)");
  }

  @Test
  void open_folderInTheFilesPlace_isRefused() throws IOException {
    Files.createDirectory(folder.resolve("model.safetensors"));
    assertRefused("model.safetensors: ");
  }

  @Test
  void open_linkThatLeadsNowhere_isRefused() throws IOException {
    copy("zip");
    Files.createSymbolicLink(folder.resolve("model.safetensors"), folder.resolve("blob"));
    assertRefused("model.safetensors: there is no such file (copy the whole checkpoint)");
    Files.copy(Goldens.folder("safetensors").resolve("model.safetensors"), folder.resolve("blob"));
    assertFiles("model.safetensors");
  }

  @Test
  void floats_fileCutMeanwhile_isRefused() throws IOException {
    copy("safetensors");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Files.write(folder.resolve("model.safetensors"), new byte[30]);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint.floats("f32"))
          .withMessageContaining("it became shorter while it was read");
    }
  }
}
