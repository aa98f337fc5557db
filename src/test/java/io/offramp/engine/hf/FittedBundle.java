// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.train.LinearHead;
import io.offramp.engine.train.NewExits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** An imported bundle that says its exits were fitted, without which nothing runs it. */
final class FittedBundle {
  private FittedBundle() {}

  /** The same encoder and last head, if it has one; other heads are 0. */
  static Bundle of(Bundle bundle, Path folder) throws IOException {
    return of(bundle, folder, bundle.manifest().shape().numbers());
  }

  /** The same with spreads as fractions of another scale. */
  static Bundle of(Bundle bundle, Path folder, NumberScale numbers) throws IOException {
    BundleManifest manifest = bundle.manifest();
    boolean keepsLast = !manifest.labels().isEmpty();
    List<String> labels = keepsLast ? manifest.labels() : List.of("none");
    List<Integer> layers = manifest.shape().exitLayers();
    NewExits exits =
        NewExits.of(manifest.shape(), layers, labels.size(), keepsLast).withNumbers(numbers);
    EncoderShape shape = exits.shape();
    List<LinearHead> heads =
        Collections.nCopies(shape.exits(), LinearHead.zero(shape.outputs(), shape.width()));
    double[] temperatures = new double[shape.exits()];
    Arrays.fill(temperatures, 1);
    List<ExitInfo> infos =
        IntStream.rangeClosed(1, shape.exits())
            .mapToObj(
                exit ->
                    new ExitInfo(
                        layers.get(exit - 1),
                        EncoderFlops.atExit(shape, exit, manifest.costTokens()),
                        1,
                        OptionalDouble.empty(),
                        true))
            .toList();
    return BundleWriter.write(
        folder,
        EncoderTemplate.module(shape, exits.weights(BundleTensors.of(bundle), heads), temperatures),
        Files.readString(bundle.tokenizerFile()),
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
