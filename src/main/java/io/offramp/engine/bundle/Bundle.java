// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import static java.util.stream.Collectors.joining;

import io.offramp.calibration.json.JsonFiles;
import io.offramp.calibration.json.Sha256;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A bundle on disk whose every hash was checked. */
public final class Bundle {
  /** The file in which a bundle says what it is, and lists all others that belong to it. */
  public static final String MANIFEST = "manifest.json";

  static final String MODEL = "model.pt";
  static final String TOKENIZER = "tokenizer.json";

  private final Path folder;
  private final String location;
  private final BundleManifest manifest;
  private final String sha256;

  private Bundle(Path folder, String location, BundleManifest manifest) {
    this.folder = folder;
    this.location = location;
    this.manifest = manifest;
    this.sha256 = manifest.sha256();
  }

  /**
   * Opens a bundle and checks its format version, its manifest and the hash of every file.
   *
   * @throws BundleException naming the file that is missing or was changed
   * @throws io.offramp.calibration.json.FileFormatException if the manifest is not one
   */
  public static Bundle open(Path folder) {
    return open(folder, folder.toString());
  }

  /**
   * The same of a bundle that was brought here from elsewhere.
   *
   * @param folder where its files are
   * @param location where the user has it: what messages name
   */
  public static Bundle open(Path folder, String location) {
    if (!Files.isDirectory(folder)) {
      throw new BundleException(
          "Cannot open bundle %s: there is no such folder (train one, or correct the path)"
              .formatted(location));
    }
    Path file = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new BundleException(
          "Cannot open bundle %s: it has no %s (must be a folder written by 'offramp train')"
              .formatted(location, MANIFEST));
    }
    BundleManifest manifest =
        BundleManifest.fromJson(
            JsonFiles.readText(file, "bundle manifest"), location + "/" + MANIFEST);
    for (String needed : new String[] {MODEL, TOKENIZER}) {
      if (manifest.files().stream().noneMatch(entry -> entry.name().equals(needed))) {
        throw new BundleException(
            "Cannot open bundle %s: its manifest lists no %s".formatted(location, needed));
      }
    }
    manifest.files().forEach(entry -> check(folder, location, entry));
    return new Bundle(folder, location, manifest);
  }

  private static void check(Path folder, String location, BundleFile entry) {
    Path file = folder.resolve(entry.name());
    if (!Files.isRegularFile(file)) {
      throw new BundleException(
          "Cannot open bundle %s: file %s is missing (copy the bundle again)"
              .formatted(location, entry.name()));
    }
    try {
      String actual = Sha256.of(file);
      if (Files.size(file) != entry.bytes() || !actual.equals(entry.sha256())) {
        throw new BundleException(
            "Cannot open bundle %s: file %s was changed: SHA-256 %s, %d bytes (must be %s, %d bytes; copy the bundle again)"
                .formatted(
                    location,
                    entry.name(),
                    actual,
                    Files.size(file),
                    entry.sha256(),
                    entry.bytes()));
      }
    } catch (IOException e) {
      throw new BundleException("Cannot open bundle %s: %s".formatted(location, e), e);
    }
  }

  /** The same bundle, after its folder was moved: nothing is checked again. */
  public Bundle movedTo(Path target) {
    return new Bundle(target, location, manifest);
  }

  /** What the bundle says of itself. */
  public BundleManifest manifest() {
    return manifest;
  }

  /**
   * The bundle's identity, 64 hexadecimal digits; a policy names the bundle it was certified for.
   */
  public String sha256() {
    return sha256;
  }

  /** The folder it was opened from. */
  public Path folder() {
    return folder;
  }

  /** Where the user has it: the folder, unless the bundle was brought here from elsewhere. */
  public String location() {
    return location;
  }

  /** The TorchScript archive. */
  public Path modelFile() {
    return folder.resolve(MODEL);
  }

  /** The tokenizer, in the Hugging Face format. */
  public Path tokenizerFile() {
    return folder.resolve(TOKENIZER);
  }

  /**
   * The text of {@link #tokenizerFile}.
   *
   * @throws BundleException if it cannot be read
   */
  public String tokenizerText() {
    try {
      return Files.readString(tokenizerFile());
    } catch (IOException e) {
      throw new BundleException(
          "Cannot read the tokenizer of bundle %s: %s".formatted(location, e), e);
    }
  }

  /**
   * Refuses a tokenizer that can give ids the model has no embedding for.
   *
   * @param tokenizerIds one more than the greatest id
   * @throws BundleException naming both sizes
   */
  public void requireVocabulary(int tokenizerIds) {
    int modelIds = manifest.architecture().vocabularySize();
    if (tokenizerIds > modelIds) {
      throw new BundleException(
          "Cannot use bundle %s: %s gives ids up to %d, the model knows ids below %d (use the tokenizer the model was trained with)"
              .formatted(location, TOKENIZER, tokenizerIds - 1, modelIds));
    }
  }

  /**
   * Refuses a bundle whose model is a TorchScript module of the user's own, for work that must know
   * what the model computes.
   *
   * @param work what is refused, such as "attach exits to"
   * @throws BundleException saying what to do instead
   */
  public void requireEncoder(String work) {
    if (!(manifest.architecture() instanceof EncoderShape)) {
      throw new BundleException(
          "Cannot %s bundle %s: its model is your own TorchScript (family \"torchscript\"), which gives answers, not the weights and pooled features that this needs (change it where it was made, and import it again)"
              .formatted(work, location));
    }
  }

  /**
   * Refuses a bundle that says something else of a row than one label, for work that counts on one.
   *
   * @param work what is refused, such as "export"
   * @param remedy what to do instead
   * @throws BundleException saying so
   */
  public void requireSingleLabel(String work, String remedy) {
    if (manifest.task() != Task.SINGLE_LABEL) {
      throw new BundleException(
          "Cannot %s bundle %s: its task is %s (must be %s; %s)"
              .formatted(work, location, manifest.task().id(), Task.SINGLE_LABEL.id(), remedy));
    }
  }

  /**
   * Refuses a bundle with an exit whose head was never fitted: its answers would mean nothing.
   *
   * @throws BundleException naming the exits
   */
  public void requireTrained() {
    List<Integer> untrained = manifest.untrainedExits();
    if (!untrained.isEmpty()) {
      int last = untrained.size() - 1;
      String names =
          untrained.subList(0, last).stream().map(String::valueOf).collect(joining(", "));
      throw new BundleException(
          "Cannot use bundle %s: its %s never fitted (run 'offramp attach-exits' or 'offramp train --init')"
              .formatted(
                  location,
                  last == 0
                      ? "exit " + untrained.get(0) + " was"
                      : "exits " + names + " and " + untrained.get(last) + " were"));
    }
  }

  /**
   * Refuses a policy that was certified for another bundle, or for none: its thresholds would
   * guarantee nothing. Refuses one, too, whose signal has no meaning for the bundle's task.
   *
   * @throws IllegalArgumentException naming both hashes, or the signal
   */
  public void requireOwn(ExitPolicy policy) {
    if (policy.bundleSha256().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use this policy with bundle %s: it was calibrated on traces that name no bundle (calibrate with --bundle, or trace and calibrate this bundle)"
              .formatted(location));
    }
    String certified = policy.bundleSha256().get();
    if (!certified.equals(sha256)) {
      throw new IllegalArgumentException(
          "Cannot use this policy with bundle %s: it was certified for bundle %s, this one is %s (trace and calibrate this bundle)"
              .formatted(location, certified, sha256));
    }
    if (manifest.task() == Task.REGRESSION) {
      requireOfNumbers(policy);
    } else if (manifest.task() != Task.SINGLE_LABEL && policy.signal().usesProbabilities()) {
      throw new IllegalArgumentException(
          "Cannot use this policy with bundle %s: signal \"%s\" compares probabilities of one label, and the bundle's task is %s (calibrate traces of this bundle, with --signal max-probability)"
              .formatted(location, policy.signal().id(), manifest.task().id()));
    }
  }

  private void requireOfNumbers(ExitPolicy policy) {
    if (policy.signal() != LoneExitSignal.MAX_PROBABILITY) {
      throw new IllegalArgumentException(
          "Cannot use this policy with bundle %s: signal \"%s\" is none of numbers, and the bundle's task is %s (calibrate traces of this bundle, with --signal max-probability)"
              .formatted(location, policy.signal().id(), manifest.task().id()));
    }
    if (policy.guarantee().tolerance().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use this policy with bundle %s: it says nothing of numbers, as it has no tolerance (calibrate traces of this bundle, with --tolerance)"
              .formatted(location));
    }
  }
}
