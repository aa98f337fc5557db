// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderShape;

/** What a row costs in a model. */
final class ModelFlops {
  private ModelFlops() {}

  /**
   * FLOPs of a row that leaves at an exit (1-based). For a module of the user's own what its
   * manifest says of the typical row, in proportion to the tokens.
   */
  static double atExit(BundleManifest manifest, int exit, int tokens) {
    return manifest.architecture() instanceof EncoderShape shape
        ? EncoderFlops.atExit(shape, exit, tokens)
        : (double) manifest.exits().get(exit - 1).flops() * tokens / manifest.costTokens();
  }
}
