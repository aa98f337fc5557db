// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tensors of a Hugging Face model's folder, in safetensors or as {@code torch.save} wrote them,
 * in one file or several. Files are open until it is closed; a tensor is read when it is asked for.
 * Many threads may ask at once.
 */
public final class Checkpoint implements AutoCloseable {
  private static final String SAFETENSORS = "model.safetensors";
  private static final String TORCH = "pytorch_model.bin";
  private static final String INDEX = ".index.json";

  private final Path folder;
  private final List<Path> files;
  private final List<TensorFile> open;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, TensorFile> holders = new LinkedHashMap<>();

  private Checkpoint(Path folder, List<Path> files, List<TensorFile> open) {
    this.folder = folder;
    this.files = List.copyOf(files);
    this.open = open;
  }

  /**
   * Opens the first that is there of {@code model.safetensors}, {@code
   * model.safetensors.index.json}, {@code pytorch_model.bin} and {@code
   * pytorch_model.bin.index.json}.
   *
   * @throws CheckpointException if none is, if it is damaged, holds something else than tensors, or
   *     if a file that the index names is missing or lacks a tensor
   */
  public static Checkpoint open(Path folder) {
    if (isThere(folder, SAFETENSORS)) {
      return single(folder, SAFETENSORS, SafetensorsFile::new);
    }
    if (isThere(folder, SAFETENSORS + INDEX)) {
      return sharded(folder, SAFETENSORS + INDEX, SafetensorsFile::new);
    }
    if (isThere(folder, TORCH)) {
      return single(folder, TORCH, TorchFile::new);
    }
    if (isThere(folder, TORCH + INDEX)) {
      return sharded(folder, TORCH + INDEX, TorchFile::new);
    }
    throw new CheckpointException(
        "Cannot read checkpoint %s: it is no folder that has %s, %s, %s or %s (name the folder of a Hugging Face model)"
            .formatted(folder, SAFETENSORS, SAFETENSORS + INDEX, TORCH, TORCH + INDEX));
  }

  /** Counts a link that leads nowhere, so that it is refused, not passed over. */
  private static boolean isThere(Path folder, String name) {
    Path path = folder.resolve(name);
    return Files.exists(path) || Files.isSymbolicLink(path);
  }

  private static Checkpoint single(Path folder, String name, Function<Content, TensorFile> reader) {
    Path path = folder.resolve(name);
    TensorFile file = open(path, reader);
    Checkpoint checkpoint = new Checkpoint(folder, List.of(path), List.of(file));
    for (TensorInfo tensor : file.tensors()) {
      checkpoint.add(tensor, file);
    }
    return checkpoint;
  }

  private static Checkpoint sharded(
      Path folder, String index, Function<Content, TensorFile> reader) {
    Path indexFile = folder.resolve(index);
    Map<String, String> places;
    try (Content content = FileContent.open(indexFile)) {
      places = ShardIndex.read(content);
    }
    List<Path> files = new ArrayList<>(List.of(indexFile));
    Map<String, TensorFile> shards = new LinkedHashMap<>();
    try {
      for (String shard : new LinkedHashSet<>(places.values())) {
        files.add(folder.resolve(shard));
        shards.put(shard, open(folder.resolve(shard), reader));
      }
      Checkpoint checkpoint = new Checkpoint(folder, files, List.copyOf(shards.values()));
      checkpoint.addAll(indexFile, places, shards);
      return checkpoint;
    } catch (RuntimeException e) {
      shards.values().forEach(TensorFile::close);
      throw e;
    }
  }

  private static TensorFile open(Path path, Function<Content, TensorFile> reader) {
    Content content = FileContent.open(path);
    try {
      return reader.apply(content);
    } catch (RuntimeException e) {
      content.close();
      throw e;
    }
  }

  private void addAll(Path index, Map<String, String> places, Map<String, TensorFile> shards) {
    Map<String, Map<String, TensorInfo>> held = new LinkedHashMap<>();
    shards.forEach(
        (shard, file) -> {
          Map<String, TensorInfo> byName = new LinkedHashMap<>();
          file.tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
          held.put(shard, byName);
        });
    places.forEach(
        (name, shard) -> {
          TensorInfo tensor = held.getOrDefault(shard, Map.of()).get(name);
          TensorFile file = shards.get(shard);
          if (tensor == null || file == null) {
            throw new CheckpointException(
                "Cannot read %s: it places tensor '%s' in %s, which lacks it (copy the whole checkpoint again)"
                    .formatted(index, Shown.of(name), shard));
          }
          add(tensor, file);
        });
  }

  private void add(TensorInfo tensor, TensorFile file) {
    tensors.put(tensor.name(), tensor);
    holders.put(tensor.name(), file);
  }

  /** The tensors, in the file's order, or in the index's if there is one. */
  public List<TensorInfo> tensors() {
    return List.copyOf(tensors.values());
  }

  /** What is said of a tensor, if it is there. */
  public Optional<TensorInfo> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** The files that are read, the index first. */
  public List<Path> files() {
    return files;
  }

  /**
   * A tensor's elements as float32, row-major, read from the file anew.
   *
   * @throws CheckpointException if there is no such tensor, if it holds integers, or a number that
   *     is not finite as float32
   */
  public float[] floats(String name) {
    TensorFile file = holders.get(name);
    if (file == null) {
      throw new CheckpointException(
          "Cannot read checkpoint %s: it has no tensor '%s' (it has %d others)"
              .formatted(folder, Shown.of(name), tensors.size()));
    }
    return file.floats(name);
  }

  @Override
  public void close() {
    open.forEach(TensorFile::close);
  }
}
