// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import io.offramp.calibration.json.JsonFields;
import io.offramp.calibration.signal.LoneExitSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads format version 1 of the policy file, which knew the max-probability, one risk and perhaps a
 * cost; frozen.
 */
final class PolicyVersion1 {
  private static final String RISK_TEST = "exact-binomial";
  private static final String COST_TEST = "hoeffding-bentkus";
  private static final double DELTA_TOLERANCE = 1e-9;

  private PolicyVersion1() {}

  static ExitPolicy policy(JsonFields root) {
    String signal = root.text("signal");
    if (!signal.equals(LoneExitSignal.MAX_PROBABILITY.id())) {
      throw root.refusal(
          "Cannot use signal \"%s\" (must be %s in format version 1)"
              .formatted(signal, LoneExitSignal.MAX_PROBABILITY.id()));
    }
    return new ExitPolicy(
        LoneExitSignal.MAX_PROBABILITY,
        root.numbers("thresholds"),
        ExitPolicyParser.costs(root),
        Optional.of(root.text("bundle-sha256")),
        guarantee(root.object("guarantee")),
        ExitPolicyParser.provenance(root, fields -> Optional.empty()));
  }

  private static Guarantee guarantee(JsonFields fields) {
    fields.text("statement");
    List<Claim> claims = new ArrayList<>();
    claims.add(fields.valid(() -> risk(fields)));
    long costRows = fields.integer("cost-rows");
    double expectedCost = fields.number("expected-cost");
    fields.optionalObject("cost").map(c -> cost(c, costRows, expectedCost)).ifPresent(claims::add);
    double confidence = fields.number("confidence");
    double spent = claims.stream().mapToDouble(Claim::delta).sum();
    if (!(Math.abs(spent - (1 - confidence)) <= DELTA_TOLERANCE)) {
      throw fields.refusal(
          "delta spent in all %s (must be 1 - confidence for confidence %s)"
              .formatted(spent, confidence));
    }
    Guarantee guarantee =
        fields.valid(
            () ->
                new Guarantee(
                    confidence,
                    Validity.EXACT,
                    fields.text("method"),
                    fields.smallInteger("levels-tested"),
                    costRows,
                    expectedCost,
                    claims));
    fields.refuseUnknown();
    return guarantee;
  }

  /** The risk was tested by its harmful rows alone; how many are helpful is not in the file. */
  private static Claim risk(JsonFields fields) {
    long rows = fields.integer("rows");
    long losses = fields.integer("losses");
    RiskTarget target = RiskTarget.of(fields.text("risk"), fields.number("max-risk"));
    return new Claim(
        target.quantity(),
        target.bound(),
        Optional.empty(),
        RISK_TEST,
        fields.number("delta"),
        rows,
        (double) losses / rows,
        losses,
        0,
        fields.number("p-value"));
  }

  private static Claim cost(JsonFields fields, long rows, double expectedCost) {
    Claim claim =
        fields.valid(
            () ->
                new Claim(
                    Quantity.COST,
                    fields.number("max-cost"),
                    Optional.empty(),
                    COST_TEST,
                    fields.number("delta"),
                    rows,
                    expectedCost,
                    0,
                    0,
                    fields.number("p-value")));
    fields.refuseUnknown();
    return claim;
  }
}
