// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import java.util.OptionalDouble;

/**
 * One exit as the manifest describes it.
 *
 * @param layer after which it stands, from 1
 * @param flops floating-point operations that a row of typical length has spent when it leaves here
 * @param temperature by which its logits are divided
 * @param devAccuracy share of the dev rows it labelled right when the bundle was made, or of a
 *     regression R², the share of the labels' variance that it told; absent where nobody asked it
 * @param trained false where its head was never fitted: its weights are 0 then, and it finds every
 *     label equally likely
 */
public record ExitInfo(
    int layer, long flops, double temperature, OptionalDouble devAccuracy, boolean trained) {
  /** Checks the numbers. */
  public ExitInfo {
    require(layer >= 1, "layer", layer, "at least 1");
    require(flops >= 1, "FLOPs", flops, "at least 1");
    require(temperature > 0 && temperature < 1e6, "temperature", temperature, "positive");
    if (devAccuracy.isPresent()) {
      double accuracy = devAccuracy.getAsDouble();
      require(
          accuracy <= 1 && accuracy > Double.NEGATIVE_INFINITY,
          "dev accuracy",
          accuracy,
          "at most 1");
    }
  }

  /** An exit that was fitted, and asked about dev rows. */
  public ExitInfo(int layer, long flops, double temperature, double devAccuracy) {
    this(layer, flops, temperature, OptionalDouble.of(devAccuracy), true);
  }

  /** An exit that was never fitted. */
  public static ExitInfo untrained(int layer, long flops) {
    return new ExitInfo(layer, flops, 1, OptionalDouble.empty(), false);
  }

  private static void require(boolean holds, String what, Number value, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot describe an exit with %s %s (must be %s)".formatted(what, value, must));
    }
  }
}
