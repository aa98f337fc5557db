// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.PrecisionSupport;
import java.util.ArrayList;
import java.util.List;

/** What a bundle can be computed in on this machine's processor. */
public final class BundlePrecisions {
  private BundlePrecisions() {}

  /** Precisions that the processor has. */
  static List<Precision> here() {
    List<Precision> here = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      if (PrecisionSupport.onCpu(precision).isEmpty()) {
        here.add(precision);
      }
    }
    return here;
  }

  /** One line about it. */
  public static String describe() {
    List<String> ids = here().stream().map(Precision::id).toList();
    return "weights are fp32; this processor computes in " + String.join(" and ", ids);
  }
}
