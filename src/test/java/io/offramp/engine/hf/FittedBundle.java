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
import io.offramp.engine.encoder.Task;
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

  /** The same encoder and last head, if it has one; other heads are 0, or tell one number. */
  static Bundle of(Bundle bundle, Path folder) throws IOException {
    boolean hasHead = !bundle.manifest().labels().isEmpty();
    return of(bundle, folder, hasHead, bundle.manifest().shape().numbers());
  }

  /** The same encoder with heads that tell a number and a spread, all of them. */
  static Bundle ofNumbers(Bundle bundle, Path folder, NumberScale numbers) throws IOException {
    return of(bundle, folder, false, numbers);
  }

  private static Bundle of(Bundle bundle, Path folder, boolean keepsLast, NumberScale numbers)
      throws IOException {
    BundleManifest manifest = bundle.manifest();
    List<String> labels = manifest.labels().isEmpty() ? List.of("none") : manifest.labels();
    List<Integer> layers = manifest.shape().exitLayers();
    NewExits exits =
        NewExits.of(manifest.shape(), layers, labels.size(), keepsLast).withNumbers(numbers);
    EncoderShape shape = exits.shape();
    List<LinearHead> heads = Collections.nCopies(shape.exits(), head(shape));
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

  private static LinearHead head(EncoderShape shape) {
    LinearHead head = LinearHead.zero(shape.outputs(), shape.width());
    if (shape.task() == Task.REGRESSION) {
      Arrays.fill(head.weights(), 0.25f);
      Arrays.fill(head.bias(), -0.5f);
    }
    return head;
  }
}
