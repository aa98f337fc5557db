// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import java.net.URI;
import java.nio.file.Path;

/** Finds bundles by the strings that users give. */
public final class Bundles {
  private Bundles() {}

  /**
   * Opens the bundle at a path or {@code file:} URI. On a cluster every machine must see the folder
   * there.
   *
   * @throws io.offramp.engine.bundle.BundleException if there is none, or a file was changed
   * @throws IllegalArgumentException if the URI has another scheme
   */
  public static Bundle open(String location) {
    return Bundle.open(path(location));
  }

  private static Path path(String location) {
    if (!location.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      return Path.of(location);
    }
    if (location.startsWith("file:")) {
      return Path.of(URI.create(location).getPath());
    }
    throw new IllegalArgumentException(
        "Cannot open bundle %s (must be a local folder; copy it to the machines first)"
            .formatted(location));
  }

  /**
   * Refuses a bundle that is not the one expected.
   *
   * @throws IllegalStateException naming both hashes
   */
  static void requireSame(Bundle bundle, String sha256) {
    if (!bundle.sha256().equals(sha256)) {
      throw new IllegalStateException(
          "Cannot use bundle %s: its SHA-256 is %s, expected was %s (copy the same bundle to every machine)"
              .formatted(bundle.folder(), bundle.sha256(), sha256));
    }
  }
}
