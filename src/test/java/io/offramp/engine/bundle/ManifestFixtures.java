// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import java.util.List;
import java.util.Map;

/** A manifest without its bundle; just what the frozen file of version 1 says. */
final class ManifestFixtures {
  static final EncoderShape SHAPE =
      new EncoderShape(8000, 128, 2, 64, 6, 4, 256, List.of(2, 4, 6), 2, Pooling.MEAN);
  static final List<String> LABELS = List.of("negativ – schlecht", "positive");
  static final List<ExitInfo> EXITS =
      List.of(
          new ExitInfo(2, 8_388_608, 0.8125, 0.75),
          new ExitInfo(4, 16_777_216, 1, 0.875),
          new ExitInfo(6, 5_000_000_000L, 1.5, 1));
  static final List<BundleFile> FILES =
      List.of(
          new BundleFile("model.pt", 5_000_000_001L, "0123456789abcdef".repeat(4)),
          new BundleFile("tokenizer.json", 250_000, "fedcba9876543210".repeat(4)));
  static final Map<String, String> DATA =
      Map.of("train", "reviews.parquet, 10000 rows", "dev", "reviews.parquet, 1000 rows");
  static final Map<String, String> OPTIONS = Map.of("--epochs", "5", "--learning-rate", "0.001");
  static final Map<String, String> VERSIONS = Map.of("offramp", "0.1.0", "djl", "0.35.1");
  static final String CREATED_AT = "2026-01-31T12:00:00Z";
  static final long SEED = -9_000_000_000_000_000_000L;

  private ManifestFixtures() {}

  static BundleProvenance provenance() {
    return new BundleProvenance(CREATED_AT, DATA, SEED, OPTIONS, VERSIONS);
  }

  static BundleManifest manifest() {
    return manifest(provenance());
  }

  static BundleManifest manifest(BundleProvenance provenance) {
    return new BundleManifest(SHAPE, LABELS, true, 3, 37, EXITS, FILES, provenance);
  }
}
