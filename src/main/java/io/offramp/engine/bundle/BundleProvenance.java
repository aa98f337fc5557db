// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import io.offramp.calibration.policy.OfframpVersion;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a bundle comes from.
 *
 * @param createdAt ISO 8601 instant in UTC; the only part that two equal trainings differ in
 * @param data what it was trained on, by role ({@code train}, {@code dev}), as name and row count
 * @param seed of initial weights, shuffling and dropout
 * @param options the training options, by flag
 * @param versions of Offramp, DJL, libtorch, Java and the platform
 */
public record BundleProvenance(
    String createdAt,
    Map<String, String> data,
    long seed,
    Map<String, String> options,
    Map<String, String> versions) {
  /** The option that says which family's checkpoint the encoder was imported from. */
  public static final String MODEL_TYPE = "model-type";

  /** Copies the maps, sorted by key. */
  public BundleProvenance {
    data = Map.copyOf(data);
    options = Map.copyOf(options);
    versions = Map.copyOf(versions);
  }

  /**
   * The family that the encoder was imported from, as Hugging Face names it, if it was. What is
   * made of such a bundle hands it on, so that an export finds it.
   */
  public Optional<String> modelType() {
    return Optional.ofNullable(options.get(MODEL_TYPE));
  }

  /** Offramp's version, Java's, and the platform: of this machine, by these names. */
  public static Map<String, String> currentVersions() {
    return Map.of(
        "offramp", OfframpVersion.current(),
        "java", System.getProperty("java.version", "unknown"),
        "platform",
            System.getProperty("os.name", "unknown")
                + " "
                + System.getProperty("os.arch", "unknown"));
  }

  static Map<String, String> sorted(Map<String, String> map) {
    return new TreeMap<>(map);
  }
}
