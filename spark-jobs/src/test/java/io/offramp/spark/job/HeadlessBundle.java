// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.train.LinearHead;
import io.offramp.engine.train.NewExits;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.List;

/** An encoder without any fitted head, and without labels, as imports of bare encoders are. */
final class HeadlessBundle {
  private HeadlessBundle() {}

  static Bundle write(Path folder) {
    Bundle source = TinyBundle.get();
    BundleManifest manifest = source.manifest();
    NewExits exits = NewExits.of(manifest.shape(), List.of(3), 0, false);
    return BundleWriter.write(
        folder,
        EncoderTemplate.module(
            exits.shape(),
            exits.weights(BundleTensors.of(source), List.of(LinearHead.zero(0, 16))),
            new double[] {1}),
        source.tokenizerText(),
        files ->
            new BundleManifest(
                exits.shape(),
                List.of(),
                false,
                manifest.paddingId(),
                manifest.costTokens(),
                List.of(ExitInfo.untrained(3, 1000)),
                files,
                manifest.provenance()));
  }
}
