// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.OptionalInt;
import org.assertj.core.api.InstanceOfAssertFactories;

/** Traces of three exits and two classes made of rows that are alike, and what comes of them. */
final class Rows {
  static final ExitCosts COSTS = ExitCosts.of(0.25, 0.5, 1);
  static final OptionalInt ONE = OptionalInt.of(1);
  static final OptionalInt UNKNOWN = OptionalInt.empty();
  static final int[] RIGHT = {1, 1, 1};
  static final int[] EARLY_WRONG = {0, 0, 1};

  private Rows() {}

  static TraceBuilder alike(int rows, OptionalInt label, int[] predictions, float... confidences) {
    return add(Trace.builder(COSTS, 2), rows, label, predictions, confidences);
  }

  static TraceBuilder add(
      TraceBuilder builder, int rows, OptionalInt label, int[] predictions, float... confidences) {
    for (int i = 0; i < rows; i++) {
      builder.addAnswers(label, predictions, confidences);
    }
    return builder;
  }

  static Certified certified(Trace trace, Goal goal, CalibrationMethod method) {
    return assertThat(Calibrator.calibrate(trace, Requests.of(goal), method))
        .asInstanceOf(InstanceOfAssertFactories.type(Certified.class))
        .actual();
  }

  static NoneCertified noneCertified(Trace trace, Goal goal, CalibrationMethod method) {
    return assertThat(Calibrator.calibrate(trace, Requests.of(goal), method))
        .asInstanceOf(InstanceOfAssertFactories.type(NoneCertified.class))
        .actual();
  }
}
