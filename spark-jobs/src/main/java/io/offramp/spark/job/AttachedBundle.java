// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.encoder.EncoderTemplate;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes an encoder with its attached exits as a bundle. */
final class AttachedBundle {
  private AttachedBundle() {}

  static Bundle write(Bundle source, AttachResult result, AttachExitsRequest request) {
    BundleManifest manifest = source.manifest();
    return BundleWriter.write(
        Path.of(request.out()),
        EncoderTemplate.module(result.exits().shape(), result.weights(), result.temperatures()),
        source.tokenizerText(),
        files ->
            new BundleManifest(
                result.exits().shape(),
                result.plan().labels(),
                manifest.textPairs(),
                manifest.paddingId(),
                result.costTokens(),
                result.infos(),
                files,
                provenance(source, result, request)));
  }

  /** What the encoder was trained on stays; what its exits were fitted on is added. */
  private static BundleProvenance provenance(
      Bundle source, AttachResult result, AttachExitsRequest request) {
    Map<String, String> data = new HashMap<>();
    source.manifest().provenance().data().forEach((role, name) -> data.put("source-" + role, name));
    data.put("attach", request.data() + ", " + result.counts().fitted() + " rows");
    data.put(
        "attach-dev",
        request.dev().orElse("a share of " + request.data())
            + ", "
            + result.counts().dev()
            + " rows");
    data.put("source-bundle", source.location() + ", SHA-256 " + source.sha256());
    Map<String, String> options = new HashMap<>();
    source
        .manifest()
        .provenance()
        .modelType()
        .ifPresent(type -> options.put(BundleProvenance.MODEL_TYPE, type));
    options.put("targets", result.plan().targets().id());
    options.put("last-exit", result.plan().keepsLast() ? "kept" : "fitted");
    options.put("regularisation", strings(request.grid().stream().map(Regularisation::strength)));
    options.put("elastic-net", strings(request.grid().stream().map(Regularisation::mix)));
    options.put("chosen", chosen(result.regularisations()));
    options.put("max-iterations", String.valueOf(request.maxIterations()));
    if (request.dev().isEmpty()) {
      options.put("dev-share", String.valueOf(request.devShare()));
    }
    return new BundleProvenance(
        Clock.now(), data, request.seed(), options, TrainingProvenance.versions());
  }

  private static String strings(java.util.stream.Stream<Double> values) {
    return values.distinct().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String chosen(List<Regularisation> regularisations) {
    return regularisations.stream()
        .map(one -> one.strength() + "/" + one.mix())
        .collect(Collectors.joining(","));
  }
}
