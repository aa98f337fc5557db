// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Copies of bundles that differ in what a test is about. */
final class ChangedBundle {
  private ChangedBundle() {}

  /** The same model; its provenance has these options. */
  static Bundle options(Bundle bundle, Path folder, Map<String, String> options)
      throws IOException {
    return copy(bundle, folder, options, bundle.manifest().exits(), tensor -> {});
  }

  /** The same weights, and this temperature at each exit. */
  static Bundle temperature(Bundle bundle, Path folder, double temperature) throws IOException {
    List<ExitInfo> exits =
        bundle.manifest().exits().stream()
            .map(
                exit ->
                    new ExitInfo(
                        exit.layer(),
                        exit.flops(),
                        temperature,
                        exit.devAccuracy(),
                        exit.trained()))
            .toList();
    return copy(bundle, folder, bundle.manifest().provenance().options(), exits, tensor -> {});
  }

  /** The same model with another table of token types. */
  static Bundle tokenTypes(Bundle bundle, Path folder, Consumer<float[]> change)
      throws IOException {
    return copy(
        bundle,
        folder,
        bundle.manifest().provenance().options(),
        bundle.manifest().exits(),
        change);
  }

  private static Bundle copy(
      Bundle bundle,
      Path folder,
      Map<String, String> options,
      List<ExitInfo> exits,
      Consumer<float[]> tokenTypes)
      throws IOException {
    BundleManifest manifest = bundle.manifest();
    BundleProvenance before = manifest.provenance();
    var weights = BundleTensors.of(bundle);
    weights.stream()
        .filter(tensor -> tensor.name().equals("embeddings_token_type"))
        .forEach(tensor -> tokenTypes.accept(tensor.values()));
    return BundleWriter.write(
        folder,
        EncoderTemplate.module(
            manifest.shape(), weights, exits.stream().mapToDouble(ExitInfo::temperature).toArray()),
        Files.readString(bundle.tokenizerFile()),
        files ->
            new BundleManifest(
                manifest.shape(),
                manifest.labels(),
                manifest.textPairs(),
                manifest.paddingId(),
                manifest.costTokens(),
                exits,
                files,
                new BundleProvenance(
                    before.createdAt(), before.data(), before.seed(), options, before.versions())));
  }
}
