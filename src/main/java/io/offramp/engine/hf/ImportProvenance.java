// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.calibration.json.Sha256;
import io.offramp.engine.bundle.BundleProvenance;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes down which checkpoint a bundle was made of. */
final class ImportProvenance {
  private ImportProvenance() {}

  /**
   * The provenance of a bundle that was imported.
   *
   * @param files that it was made of
   */
  static BundleProvenance of(ImportOptions options, String modelType, List<Path> files) {
    Map<String, String> data = new HashMap<>();
    data.put(
        "checkpoint", String.valueOf(options.from().toAbsolutePath().normalize().getFileName()));
    for (Path file : files) {
      data.put(String.valueOf(file.getFileName()), "SHA-256 " + Sha256.of(file));
    }
    return new BundleProvenance(
        options.createdAt(),
        data,
        0,
        Map.of(BundleProvenance.MODEL_TYPE, modelType, "pooling", options.pooling().id()),
        BundleProvenance.currentVersions());
  }
}
