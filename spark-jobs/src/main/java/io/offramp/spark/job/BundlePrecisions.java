// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.Architecture;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.PrecisionSupport;
import java.util.ArrayList;
import java.util.List;

/** What a bundle can be computed in on this machine's processor. */
public final class BundlePrecisions {
  private BundlePrecisions() {}

  /** Precisions that the processor has and the model takes. */
  static List<Precision> here(Architecture model) {
    List<Precision> here = new ArrayList<>();
    for (Precision precision : model.precisions()) {
      if (PrecisionSupport.onCpu(precision).isEmpty()) {
        here.add(precision);
      }
    }
    return here;
  }

  /** One line about it. */
  public static String describe(Architecture model) {
    String here = ids(here(model));
    return model instanceof ModuleShape
        ? "the module takes hidden states in %s; this processor has %s"
            .formatted(ids(model.precisions()), here.isEmpty() ? "none of it" : here)
        : "weights are fp32; this processor computes in " + here;
  }

  private static String ids(List<Precision> precisions) {
    return String.join(" and ", precisions.stream().map(Precision::id).toList());
  }
}
