// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.engine.encoder.Architecture;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Task;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a bundle says of itself.
 *
 * @param architecture what scoring has to know of the model
 * @param labels label names, by index; as many as classes, so none while no exit was fitted to any
 * @param textPairs whether rows have a second text
 * @param paddingId token id that fills short rows
 * @param costTokens length, in tokens, of the typical row that the exits' FLOPs are counted for
 * @param exits from the first
 * @param files every file of the bundle but the manifest and the optional policy
 * @param provenance where it comes from
 */
public record BundleManifest(
    Architecture architecture,
    List<String> labels,
    boolean textPairs,
    int paddingId,
    int costTokens,
    List<ExitInfo> exits,
    List<BundleFile> files,
    BundleProvenance provenance) {

  /**
   * Copies the lists and checks that the parts agree.
   *
   * @throws IllegalArgumentException saying which do not
   */
  public BundleManifest {
    labels = List.copyOf(labels);
    exits = List.copyOf(exits);
    files = List.copyOf(files);
    if (labels.size() != architecture.classes() || new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException(
          "Cannot name %d classes %s (must be as many different labels)"
              .formatted(architecture.classes(), labels));
    }
    List<Integer> layers = exits.stream().map(ExitInfo::layer).toList();
    if (!layers.equals(architecture.exitLayers())) {
      throw new IllegalArgumentException(
          "Cannot describe exits after layers %s (the architecture has them after %s)"
              .formatted(layers, architecture.exitLayers()));
    }
    requireCosts(exits);
    if (labels.isEmpty() && exits.stream().anyMatch(ExitInfo::trained)) {
      throw new IllegalArgumentException(
          "Cannot describe fitted exits of an encoder without labels (must name the labels)");
    }
    for (ExitInfo exit : exits) {
      requireOfTask(exit, architecture.task());
    }
    List<String> names = files.stream().map(BundleFile::name).toList();
    if (new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException(
          "Cannot list files %s (must be different names)".formatted(names));
    }
    if (paddingId < 0 || paddingId >= architecture.vocabularySize()) {
      throw new IllegalArgumentException(
          "Cannot pad with token %d (must be below the vocabulary size, %d)"
              .formatted(paddingId, architecture.vocabularySize()));
    }
    if (costTokens < 1 || costTokens > architecture.maxLength()) {
      throw new IllegalArgumentException(
          "Cannot count costs for %d tokens (must be 1 to the maximum length, %d)"
              .formatted(costTokens, architecture.maxLength()));
    }
  }

  /** What the model says of a row. */
  public Task task() {
    return architecture.task();
  }

  /**
   * The sizes of an encoder that the engine computes itself.
   *
   * @throws BundleException if the model is a module of the user's own
   */
  public EncoderShape shape() {
    if (architecture instanceof EncoderShape shape) {
      return shape;
    }
    throw new BundleException(
        "Cannot look inside the bundle's model: it is your own TorchScript (family \"torchscript\"), and what it computes is not known here (training, attaching exits and exporting need a model of 'offramp train' or 'import --from'; change it where it was made, and import it again)");
  }

  /**
   * Reads a manifest, of which the content must hash to the identity that it states.
   *
   * @param source what messages call the text, such as its file
   * @throws io.offramp.calibration.json.FileFormatException if it is none
   */
  public static BundleManifest fromJson(String json, String source) {
    return BundleManifestParser.fromJson(json, source);
  }

  /** The bundle's identity, 64 hexadecimal digits; covers its files through their hashes. */
  public String sha256() {
    return BundleManifestParser.identity(this);
  }

  /** The exits (1-based) whose heads were never fitted. */
  public List<Integer> untrainedExits() {
    return IntStream.rangeClosed(1, exits.size())
        .filter(exit -> !exits.get(exit - 1).trained())
        .boxed()
        .toList();
  }

  private static void requireOfTask(ExitInfo exit, Task task) {
    if (task == Task.REGRESSION && exit.temperature() != 1) {
      throw new IllegalArgumentException(
          "Cannot describe an exit of task %s with temperature %s (must be 1)"
              .formatted(task.id(), exit.temperature()));
    }
    if (task != Task.REGRESSION && exit.devAccuracy().orElse(0) < 0) {
      throw new IllegalArgumentException(
          "Cannot describe an exit with dev accuracy %s (must be within 0 to 1)"
              .formatted(exit.devAccuracy().orElse(0)));
    }
  }

  private static void requireCosts(List<ExitInfo> exits) {
    for (int i = 1; i < exits.size(); i++) {
      if (exits.get(i).flops() <= exits.get(i - 1).flops()) {
        throw new IllegalArgumentException(
            "Cannot cost exit %d at %d FLOPs (must be more than exit %d's %d)"
                .formatted(i + 1, exits.get(i).flops(), i, exits.get(i - 1).flops()));
      }
    }
  }

  /** What a row costs by exit, as a fraction of full depth. */
  public ExitCosts costs() {
    double full = exits.get(exits.size() - 1).flops();
    return ExitCosts.of(exits.stream().mapToDouble(exit -> exit.flops() / full).toArray());
  }
}
