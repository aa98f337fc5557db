// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.calibration.json.JsonFiles;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with the newest checkpoint of one training, in a folder {@code step-N} of its own.
 *
 * <p>A checkpoint is written beside its place, moved there in one step, and only then the one
 * before it is deleted: a run that is killed at any moment leaves a whole one, if there was one.
 */
public final class CheckpointFolder {
  private static final String STEP = "step-";
  private static final String PARTIAL = ".partial";
  private static final Pattern WHOLE = Pattern.compile(STEP + "\\d{1,9}");
  private static final Pattern ANY = Pattern.compile(WHOLE + "(\\Q" + PARTIAL + "\\E)?");
  private static final String STATE = "state.json";
  private static final String WEIGHTS = "weights.f32";
  private static final String MEANS = "means.f32";
  private static final String VARIANCES = "variances.f32";
  private static final String BEST = "best.f32";

  private final Path folder;

  /** The folder of that path, which need not exist. */
  public CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Refuses, before hours are spent, a folder that checkpoints cannot be written into; makes it if
   * it is not there.
   *
   * @throws UncheckedIOException naming the folder
   */
  void requireWritable() {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "write", PARTIAL));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write checkpoints into %s: %s (must be a folder that can be written)"
              .formatted(folder, reason(e)),
          e);
    }
  }

  /** Why there can be no such folder: most often a file is in its place, or in a parent's. */
  private String reason(IOException e) {
    for (Path each = folder.toAbsolutePath(); each != null; each = each.getParent()) {
      if (Files.exists(each)) {
        return Files.isDirectory(each) ? e.toString() : each + " is a file";
      }
    }
    return e.toString();
  }

  /**
   * The newest checkpoint.
   *
   * @param identity of this training
   * @param start weights of the names and shapes that are to be read
   * @throws IllegalArgumentException if it is another training's
   * @throws io.offramp.calibration.json.FileFormatException if it is none
   * @throws UncheckedIOException if it cannot be read
   */
  Optional<TrainingState> newest(Map<String, String> identity, List<Tensor> start) {
    Optional<Path> place = places(WHOLE).max(Comparator.comparing(CheckpointFolder::step));
    return place.map(path -> read(path, identity, start));
  }

  private TrainingState read(Path place, Map<String, String> identity, List<Tensor> start) {
    Path file = place.resolve(STATE);
    CheckpointState state =
        CheckpointState.fromJson(JsonFiles.readText(file, CheckpointState.KIND), file.toString());
    state.requireSame(identity, folder);
    List<Integer> lengths = start.stream().map(tensor -> tensor.values().length).toList();
    try {
      List<float[]> best =
          state.bestEpoch() == 0 ? List.of() : FloatFile.read(place.resolve(BEST), lengths);
      return state.with(
          tensors(start, FloatFile.read(place.resolve(WEIGHTS), lengths)),
          FloatFile.read(place.resolve(MEANS), lengths),
          FloatFile.read(place.resolve(VARIANCES), lengths),
          best.isEmpty() ? List.of() : tensors(start, best));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot go on from checkpoint %s: %s (delete it to start anew)".formatted(place, e), e);
    }
  }

  private static List<Tensor> tensors(List<Tensor> like, List<float[]> values) {
    Tensor[] tensors = new Tensor[values.size()];
    for (int i = 0; i < tensors.length; i++) {
      tensors[i] = new Tensor(like.get(i).name(), like.get(i).shape(), values.get(i));
    }
    return List.of(tensors);
  }

  /** Writes a checkpoint, then deletes the others; does nothing if there is one of that step. */
  void write(TrainingState state, Map<String, String> identity) {
    Path place = folder.resolve(STEP + state.steps());
    if (Files.isDirectory(place)) {
      return; // as whole as any, as it was moved there
    }
    Path partial = folder.resolve(STEP + state.steps() + PARTIAL);
    try {
      deleteAll(partial);
      Files.createDirectories(partial);
      FloatFile.write(partial.resolve(WEIGHTS), values(state.weights()));
      FloatFile.write(partial.resolve(MEANS), state.means());
      FloatFile.write(partial.resolve(VARIANCES), state.variances());
      if (state.best().isPresent()) {
        FloatFile.write(partial.resolve(BEST), values(state.best().get().weights()));
      }
      JsonFiles.replace(
          partial.resolve(STATE),
          CheckpointState.KIND,
          CheckpointState.of(state, identity).toJson());
      Files.move(partial, place);
      for (Path old : places(ANY).filter(path -> !path.equals(place)).toList()) {
        deleteAll(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write checkpoint %s: %s".formatted(place, e), e);
    }
  }

  /** Deletes all checkpoints, whole or not, and the folder if nothing else is in it. */
  public void delete() {
    try {
      if (!Files.isDirectory(folder)) {
        return;
      }
      for (Path own : places(ANY).toList()) {
        deleteAll(own);
      }
      try (Stream<Path> children = Files.list(folder)) {
        if (children.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot delete the checkpoints of %s: %s".formatted(folder, e), e);
    }
  }

  private Stream<Path> places(Pattern names) {
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(path -> names.matcher(name(path)).matches() && Files.isDirectory(path))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot look for checkpoints in %s: %s".formatted(folder, e), e);
    }
  }

  private static int step(Path place) {
    return Integer.parseInt(name(place).substring(STEP.length()));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<float[]> values(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::values).toList();
  }

  private static void deleteAll(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(root);
  }
}
