// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

/**
 * One exit as the manifest describes it.
 *
 * @param layer after which it stands, from 1
 * @param flops floating-point operations that a row of typical length has spent when it leaves here
 * @param temperature by which its logits are divided
 * @param devAccuracy share of the dev rows it labelled right when the bundle was made
 */
public record ExitInfo(int layer, long flops, double temperature, double devAccuracy) {
  /** Checks the numbers. */
  public ExitInfo {
    require(layer >= 1, "layer", layer, "at least 1");
    require(flops >= 1, "FLOPs", flops, "at least 1");
    require(temperature > 0 && temperature < 1e6, "temperature", temperature, "positive");
    require(devAccuracy >= 0 && devAccuracy <= 1, "dev accuracy", devAccuracy, "within 0 to 1");
  }

  private static void require(boolean holds, String what, Number value, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot describe an exit with %s %s (must be %s)".formatted(what, value, must));
    }
  }
}
