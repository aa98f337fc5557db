// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.encoder.Precision;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log's warning that a model computes in another precision than its policy is about. */
final class OtherPrecision {
  private static final Logger LOG = LoggerFactory.getLogger(OtherPrecision.class);

  private OtherPrecision() {}

  /** Warns if so; {@code who} begins the line. */
  static void warn(String who, Optional<ExitPolicy> policy, Precision used) {
    Optional<Precision> certified = PrecisionChooser.certified(policy);
    if (certified.isPresent() && certified.get() != used) {
      LOG.warn(
          "The model of {} computes in {}; its policy's guarantee is about the model in {}",
          who,
          used.id(),
          certified.get().id());
    }
  }
}
