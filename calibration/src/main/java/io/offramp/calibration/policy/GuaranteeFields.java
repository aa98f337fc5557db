// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import java.util.OptionalDouble;

/** The {@code guarantee} object of a policy file, format version 2. */
final class GuaranteeFields {
  private GuaranteeFields() {}

  static ObjectNode write(Guarantee guarantee) {
    ObjectNode node = Json.object();
    node.put("statement", guarantee.statement())
        .put("confidence", guarantee.confidence())
        .put("validity", guarantee.validity().id())
        .put("method", guarantee.method())
        .put("levels-tested", guarantee.levelsTested())
        .put("cost-rows", guarantee.costRows())
        .put("expected-cost", guarantee.expectedCost());
    guarantee.tolerance().ifPresent(tolerance -> node.put("tolerance", tolerance));
    ArrayNode claims = node.putArray("claims");
    guarantee.claims().forEach(claim -> write(claim, claims.addObject()));
    return node;
  }

  private static void write(Claim claim, ObjectNode node) {
    node.put("quantity", claim.quantity().id()).put("bound", claim.bound());
    claim.slice().ifPresent(slice -> node.put("slice", slice));
    node.put("test", claim.test())
        .put("delta", claim.delta())
        .put("rows", claim.rows())
        .put("estimate", claim.estimate())
        .put("harmful", claim.harmful())
        .put("helpful", claim.helpful())
        .put("p-value", claim.pValue());
  }

  static Guarantee read(JsonFields fields) {
    fields.text("statement"); // for people; what it says is in the other fields
    Guarantee guarantee =
        fields.valid(
            () ->
                new Guarantee(
                    fields.number("confidence"),
                    Validity.ofId(fields.text("validity")),
                    fields.text("method"),
                    fields.smallInteger("levels-tested"),
                    fields.integer("cost-rows"),
                    fields.number("expected-cost"),
                    fields.objects("claims").stream().map(GuaranteeFields::readClaim).toList(),
                    fields.has("tolerance")
                        ? OptionalDouble.of(fields.number("tolerance"))
                        : OptionalDouble.empty()));
    fields.refuseUnknown();
    return guarantee;
  }

  private static Claim readClaim(JsonFields fields) {
    Claim claim =
        fields.valid(
            () ->
                new Claim(
                    Quantity.ofId(fields.text("quantity")),
                    fields.number("bound"),
                    fields.optionalText("slice"),
                    fields.text("test"),
                    fields.number("delta"),
                    fields.integer("rows"),
                    fields.number("estimate"),
                    fields.integer("harmful"),
                    fields.integer("helpful"),
                    fields.number("p-value")));
    fields.refuseUnknown();
    return claim;
  }
}
