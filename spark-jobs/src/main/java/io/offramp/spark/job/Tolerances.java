// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.words.Decimal;
import io.offramp.spark.trace.TraceSource;
import java.util.OptionalDouble;

/** The tolerance of a policy is that of the traces it is seen on: it is about no other. */
final class Tolerances {
  private Tolerances() {}

  /**
   * The traces with the policy's tolerance.
   *
   * @param name of the policy's file
   * @throws IllegalArgumentException if another one was asked for
   */
  static TraceSource of(TraceSource traces, String name, ExitPolicy policy) {
    OptionalDouble own = policy.guarantee().tolerance();
    if (traces.tolerance().isPresent() && !traces.tolerance().equals(own)) {
      throw new IllegalArgumentException(
          "Cannot use --tolerance %s with policy %s: it was certified for %s"
              .formatted(
                  Decimal.of(traces.tolerance().getAsDouble()),
                  name,
                  own.isPresent()
                      ? Decimal.of(own.getAsDouble()) + " (leave --tolerance out)"
                      : "labels (leave --tolerance out if the traces are of labels too; traces of numbers need a policy that was calibrated on them)"));
    }
    return traces.withTolerance(own);
  }

  /** A policy's tolerance in words. */
  static String words(ExitPolicy policy) {
    return Decimal.orNone(policy.guarantee().tolerance());
  }
}
