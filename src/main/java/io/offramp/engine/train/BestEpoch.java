// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers the encoder with the best dev result so far. */
final class BestEpoch {
  private @Nullable TrainedEncoder best;

  /** Whether the last exit got better, or as good with a better mean over the exits. */
  boolean improvedBy(List<Double> accuracy) {
    if (best == null) {
      return true;
    }
    int order = Double.compare(last(accuracy), last(best.devAccuracy()));
    return order > 0 || (order == 0 && mean(accuracy) > mean(best.devAccuracy()));
  }

  void keep(TrainedEncoder encoder) {
    best = encoder;
  }

  /** The one that was kept, if one was. */
  Optional<TrainedEncoder> kept() {
    return Optional.ofNullable(best);
  }

  int epoch() {
    return encoder().bestEpoch();
  }

  TrainedEncoder encoder() {
    if (best == null) {
      throw new IllegalStateException("Cannot name a best epoch: none was kept");
    }
    return best;
  }

  private static double last(List<Double> values) {
    return values.get(values.size() - 1);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
