// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import java.io.Serializable;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A bundle as tasks are told of it: where it is, which it is, and how to get there.
 *
 * @param location a local folder, or a URI of a Hadoop file system
 * @param sha256 the bundle that the driver saw
 * @param hadoop the driver's settings of file systems, {@code spark.hadoop.*} among them; null for
 *     a local folder, which needs none
 */
record BundleSource(String location, String sha256, @Nullable SerializableConfiguration hadoop)
    implements Serializable {
  /** The source of a bundle that the driver has opened. */
  static BundleSource of(Bundle bundle) {
    return Locations.isRemote(bundle.location())
        ? new BundleSource(
            bundle.location(), bundle.sha256(), new SerializableConfiguration(Locations.hadoop()))
        : new BundleSource(bundle.folder().toAbsolutePath().toString(), bundle.sha256(), null);
  }

  /** Where it is, without settings, among which may be secrets. */
  @Override
  public String toString() {
    return "bundle %s (SHA-256 %s)".formatted(location, sha256);
  }
}
