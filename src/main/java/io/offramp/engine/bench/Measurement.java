// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A variant's seconds.
 *
 * @param variant what was timed
 * @param seconds of each repetition
 */
public record Measurement(Variant variant, List<Double> seconds) {
  /** Copies the list. */
  public Measurement {
    seconds = List.copyOf(seconds);
  }

  /** Median over the repetitions. */
  public double medianSeconds() {
    return median(seconds.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** A number a second, by the median. */
  public double perSecond(double count) {
    return count / medianSeconds();
  }

  /**
   * How many times as fast this is as another, a row each; the median of the ratios within
   * repetitions, as a machine's speed drifts from one to the next.
   */
  public double speedOver(Measurement other) {
    double rows = variant.load().rows() / (double) other.variant.load().rows();
    return median(
        IntStream.range(0, seconds.size())
            .mapToDouble(i -> rows * other.seconds.get(i) / seconds.get(i))
            .toArray());
  }

  /** The middle value, or the mean of the two middle ones. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
