// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.ScoringOptions;

/**
 * How rows are run that are measured.
 *
 * @param precision that layers compute in
 * @param options how rows are batched
 * @param policyJson where rows leave; empty: nowhere, or where the column says
 * @param exitColumn name of an int column with the exit, from 1; empty: none
 */
public record MeasuredPlan(
    Precision precision, ScoringOptions options, String policyJson, String exitColumn) {
  /** No row leaves before the last exit. */
  public static MeasuredPlan fullDepth(Precision precision, ScoringOptions options) {
    return new MeasuredPlan(precision, options, "", "");
  }

  /** Rows leave by a policy. */
  public static MeasuredPlan earlyExit(
      Precision precision, ScoringOptions options, ExitPolicy policy) {
    return new MeasuredPlan(precision, options, ExitPolicyParser.toJson(policy), "");
  }

  /** Rows leave where a column says. */
  public static MeasuredPlan replay(
      Precision precision, ScoringOptions options, String exitColumn) {
    return new MeasuredPlan(precision, options, "", exitColumn);
  }
}
