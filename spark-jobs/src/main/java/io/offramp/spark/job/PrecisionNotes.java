// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.ml.PrecisionChooser;
import java.util.Optional;

/** What users are told about a run's precision. */
final class PrecisionNotes {
  private PrecisionNotes() {}

  /** Tells what was chosen and why, unless the user chose. */
  static void tell(PrecisionMode mode, PrecisionChoice choice, ProgressSink sink) {
    if (mode == PrecisionMode.AUTO) {
      sink.note(choice.line());
    }
  }

  /** Warns if a policy's guarantee is about another precision. */
  static void warn(Optional<ExitPolicy> policy, Precision used, ProgressSink sink) {
    PrecisionChooser.certified(policy)
        .filter(certified -> certified != used)
        .ifPresent(certified -> sink.note(warning(certified, used)));
  }

  private static String warning(Precision certified, Precision used) {
    return "warning: the policy's guarantee is about the model in %s, and rows are scored in %s (trace and calibrate in %s to have one about it)"
        .formatted(certified.id(), used.id(), used.id());
  }
}
