// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import java.util.Map;
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
  /** Copies the maps, sorted by key. */
  public BundleProvenance {
    data = Map.copyOf(data);
    options = Map.copyOf(options);
    versions = Map.copyOf(versions);
  }

  static Map<String, String> sorted(Map<String, String> map) {
    return new TreeMap<>(map);
  }
}
