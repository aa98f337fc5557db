// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.policy.RiskTarget;
import io.offramp.spark.trace.TraceSource;
import java.util.OptionalDouble;

/**
 * What to certify.
 *
 * @param traces what every exit says of rows that were used for nothing else
 * @param target risk and its bound
 * @param maxCost bound on the expected cost; empty: as cheap as the risk allows
 * @param confidence probability with which the bounds must hold
 * @param seed recorded in the policy; this method draws nothing at random
 * @param out policy file to write
 */
public record CalibrateRequest(
    TraceSource traces,
    RiskTarget target,
    OptionalDouble maxCost,
    double confidence,
    long seed,
    String out) {}
