// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.util.SerializableConfiguration;

/** Finds bundles by the strings that users give. */
public final class Bundles {
  private static final BundleCache CACHE = new BundleCache(Folders::temporary, Folders::freeBytes);

  private Bundles() {}

  /**
   * Opens the bundle at a path or URI. One at a plain path or {@code file:} URI is used in place:
   * on a cluster every machine must see it there. One at another URI, such as {@code hdfs:} or
   * {@code s3a:}, is fetched through Hadoop's file system once a JVM.
   *
   * @throws io.offramp.engine.bundle.BundleException if there is none, it cannot be fetched, or a
   *     file was changed
   * @throws IllegalArgumentException if it is no path
   */
  public static Bundle open(String location) {
    return Locations.isRemote(location)
        ? CACHE.open(location, Optional.empty(), Locations.hadoop())
        : openLocal(location);
  }

  /**
   * The same of a bundle whose answers are wanted.
   *
   * @throws io.offramp.engine.bundle.BundleException if, besides, an exit of it was never fitted
   */
  public static Bundle openTrained(String location) {
    Bundle bundle = open(location);
    bundle.requireTrained();
    return bundle;
  }

  /**
   * Opens the bundle that the driver saw, on the machine that asks.
   *
   * @throws IllegalStateException if another one is there
   */
  static Bundle open(BundleSource source) {
    SerializableConfiguration settings = source.hadoop();
    if (settings != null) {
      return CACHE.open(source.location(), Optional.of(source.sha256()), settings.value());
    }
    Bundle bundle = openLocal(source.location());
    requireSame(bundle, source.sha256());
    return bundle;
  }

  private static Bundle openLocal(String location) {
    Path folder = Locations.local("bundle", location);
    Optional<String> elsewhere =
        location.equals(folder.toString()) ? Locations.elsewhere(folder) : Optional.empty();
    if (elsewhere.isPresent()) {
      throw new IllegalArgumentException(
          "Cannot open bundle %s: there is no such folder on this machine (correct the path; a bundle on the default file system is %s)"
              .formatted(location, elsewhere.get()));
    }
    return Bundle.open(folder);
  }

  /**
   * Refuses a bundle that is not the one expected.
   *
   * @throws IllegalStateException naming both hashes
   */
  static void requireSame(Bundle bundle, String sha256) {
    requireSame(bundle.location(), bundle.sha256(), sha256);
  }

  static void requireSame(String location, String sha256, String expected) {
    if (!sha256.equals(expected)) {
      throw new IllegalStateException(
          "Cannot use bundle %s: its SHA-256 is %s, expected was %s (%s)"
              .formatted(
                  location,
                  sha256,
                  expected,
                  Locations.isRemote(location)
                      ? "another bundle is there now: put the expected one back, or start again"
                      : "copy the same bundle to every machine"));
    }
  }
}
