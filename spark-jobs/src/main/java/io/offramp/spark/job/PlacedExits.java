// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.train.LinearHead;
import io.offramp.engine.train.NewExits;
import io.offramp.spark.ml.Bundles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A bundle that pools where exits are to stand, for executors to fetch: its heads are 0 but for the
 * last exit's, if the bundle's was fitted. It lives as long as the work folder.
 */
final class PlacedExits {
  private static final String NO_LABEL = "none";

  private PlacedExits() {}

  /** The bundle itself, if its exits stand there. */
  static Bundle of(Bundle bundle, List<Integer> layers, WorkFolder work) {
    BundleManifest manifest = bundle.manifest();
    if (manifest.shape().exitLayers().equals(layers) && manifest.untrainedExits().isEmpty()) {
      return bundle;
    }
    try (TemporaryFolder local = new TemporaryFolder("offramp-attach")) {
      Path folder = local.path().resolve("bundle");
      write(bundle, layers, folder);
      return Bundles.open(work.take(folder, "bundle"));
    }
  }

  private static void write(Bundle bundle, List<Integer> layers, Path folder) {
    BundleManifest manifest = bundle.manifest();
    boolean fitted = AttachPlan.lastIsFitted(manifest);
    List<String> labels = manifest.labels().isEmpty() ? List.of(NO_LABEL) : manifest.labels();
    NewExits exits = NewExits.of(manifest.shape(), layers, labels.size(), fitted);
    EncoderShape shape = exits.shape();
    List<LinearHead> heads =
        Collections.nCopies(shape.exits(), LinearHead.zero(shape.outputs(), shape.width()));
    double[] temperatures = new double[shape.exits()];
    Arrays.fill(temperatures, 1);
    if (fitted) {
      List<ExitInfo> present = manifest.exits();
      temperatures[shape.exits() - 1] = present.get(present.size() - 1).temperature();
    }
    List<ExitInfo> infos = new ArrayList<>();
    for (int exit = 1; exit <= shape.exits(); exit++) {
      infos.add(
          new ExitInfo(
              layers.get(exit - 1),
              EncoderFlops.atExit(shape, exit, manifest.costTokens()),
              temperatures[exit - 1],
              OptionalDouble.empty(),
              true));
    }
    BundleWriter.write(
        folder,
        EncoderTemplate.module(shape, exits.weights(BundleTensors.of(bundle), heads), temperatures),
        bundle.tokenizerText(),
        files ->
            new BundleManifest(
                shape,
                labels,
                manifest.textPairs(),
                manifest.paddingId(),
                manifest.costTokens(),
                infos,
                files,
                manifest.provenance()));
  }
}
