// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import io.offramp.calibration.json.JsonFiles;
import io.offramp.calibration.json.Sha256;
import io.offramp.calibration.policy.ExitPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle on disk whose every hash was checked. */
public final class Bundle {
  static final String MANIFEST = "manifest.json";
  static final String MODEL = "model.pt";
  static final String TOKENIZER = "tokenizer.json";

  private final Path folder;
  private final BundleManifest manifest;
  private final String sha256;

  private Bundle(Path folder, BundleManifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
    this.sha256 = BundleManifestParser.identity(manifest);
  }

  /**
   * Opens a bundle and checks its format version, its manifest and the hash of every file.
   *
   * @throws BundleException naming the file that is missing or was changed
   * @throws io.offramp.calibration.json.FileFormatException if the manifest is not one
   */
  public static Bundle open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BundleException(
          "Cannot open bundle %s: there is no such folder (train one, or correct the path)"
              .formatted(folder));
    }
    Path file = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new BundleException(
          "Cannot open bundle %s: it has no %s (must be a folder written by 'offramp train')"
              .formatted(folder, MANIFEST));
    }
    BundleManifest manifest =
        BundleManifestParser.fromJson(JsonFiles.readText(file, "bundle manifest"), file.toString());
    for (String needed : new String[] {MODEL, TOKENIZER}) {
      if (manifest.files().stream().noneMatch(entry -> entry.name().equals(needed))) {
        throw new BundleException(
            "Cannot open bundle %s: its manifest lists no %s".formatted(folder, needed));
      }
    }
    manifest.files().forEach(entry -> check(folder, entry));
    return new Bundle(folder, manifest);
  }

  private static void check(Path folder, BundleFile entry) {
    Path file = folder.resolve(entry.name());
    if (!Files.isRegularFile(file)) {
      throw new BundleException(
          "Cannot open bundle %s: file %s is missing (copy the bundle again)"
              .formatted(folder, entry.name()));
    }
    try {
      String actual = Sha256.of(file);
      if (Files.size(file) != entry.bytes() || !actual.equals(entry.sha256())) {
        throw new BundleException(
            "Cannot open bundle %s: file %s was changed: SHA-256 %s, %d bytes (must be %s, %d bytes; copy the bundle again)"
                .formatted(
                    folder, entry.name(), actual, Files.size(file), entry.sha256(), entry.bytes()));
      }
    } catch (IOException e) {
      throw new BundleException("Cannot open bundle %s: %s".formatted(folder, e), e);
    }
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

  /** The TorchScript archive. */
  public Path modelFile() {
    return folder.resolve(MODEL);
  }

  /** The tokenizer, in the Hugging Face format. */
  public Path tokenizerFile() {
    return folder.resolve(TOKENIZER);
  }

  /**
   * Refuses a tokenizer that can give ids the model has no embedding for.
   *
   * @param tokenizerIds one more than the greatest id
   * @throws BundleException naming both sizes
   */
  public void requireVocabulary(int tokenizerIds) {
    int modelIds = manifest.shape().vocabularySize();
    if (tokenizerIds > modelIds) {
      throw new BundleException(
          "Cannot use bundle %s: %s gives ids up to %d, the model knows ids below %d (use the tokenizer the model was trained with)"
              .formatted(folder, TOKENIZER, tokenizerIds - 1, modelIds));
    }
  }

  /**
   * Refuses a policy that was certified for another bundle, or for none: its thresholds would
   * guarantee nothing.
   *
   * @throws IllegalArgumentException naming both hashes
   */
  public void requireOwn(ExitPolicy policy) {
    if (policy.bundleSha256().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use this policy with bundle %s: it was calibrated on traces that name no bundle (calibrate with --bundle, or trace and calibrate this bundle)"
              .formatted(folder));
    }
    String certified = policy.bundleSha256().get();
    if (!certified.equals(sha256)) {
      throw new IllegalArgumentException(
          "Cannot use this policy with bundle %s: it was certified for bundle %s, this one is %s (trace and calibrate this bundle)"
              .formatted(folder, certified, sha256));
    }
  }
}
