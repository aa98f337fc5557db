// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.FileFormatException;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import io.offramp.calibration.json.JsonFiles;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads and writes exit policies as JSON, format version 1.
 *
 * <p>Reading is strict: a policy file decides what a model answers, so a field that is unknown,
 * missing, repeated or of another type is refused rather than guessed at. Numbers survive a round
 * trip bit for bit.
 */
public final class ExitPolicyParser {
  static final String FORMAT = "offramp-policy";
  static final int FORMAT_VERSION = 1;

  private static final String KIND = "policy";

  private ExitPolicyParser() {}

  /** The policy as indented JSON that ends in a line break. */
  public static String toJson(ExitPolicy policy) {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("format-version", FORMAT_VERSION);
    root.put("signal", policy.signal().id());
    ArrayNode thresholds = root.putArray("thresholds");
    policy.thresholds().forEach(thresholds::add);
    ArrayNode costs = root.putArray("costs");
    for (double cost : policy.costs().toArray()) {
      costs.add(cost);
    }
    root.put("bundle-sha256", policy.bundleSha256());
    root.set("guarantee", guarantee(policy.guarantee()));
    PolicyProvenance provenance = policy.provenance();
    root.putObject("provenance")
        .put("created-at", provenance.createdAt())
        .put("offramp-version", provenance.offrampVersion())
        .put("traces", provenance.traces())
        .put("seed", provenance.seed());
    return Json.pretty(root);
  }

  /**
   * The policy that JSON text describes.
   *
   * @param json the whole text of a policy file
   * @param sourceName what messages call it, usually its path
   * @throws FileFormatException if it is not a policy of format version 1
   */
  public static ExitPolicy fromJson(String json, String sourceName) {
    JsonFields root = JsonFields.parse(json, KIND, sourceName);
    root.requireFormat(FORMAT, FORMAT_VERSION, "calibrate again with this Offramp");
    ExitPolicy policy =
        root.valid(
            () ->
                new ExitPolicy(
                    Signal.ofId(root.text("signal")),
                    root.numbers("thresholds"),
                    ExitCosts.of(unboxed(root.numbers("costs"))),
                    root.text("bundle-sha256"),
                    guarantee(root.object("guarantee")),
                    provenance(root.object("provenance"))));
    root.refuseUnknown();
    return policy;
  }

  /**
   * Reads a policy file.
   *
   * @throws FileFormatException if it is not a policy of format version 1
   * @throws UncheckedIOException if it cannot be read at all
   */
  public static ExitPolicy read(Path path) {
    return fromJson(JsonFiles.readText(path, KIND), path.toString());
  }

  /**
   * Writes a policy file, replacing one that is there. Readers see the old file or the whole new
   * one, never a part.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(ExitPolicy policy, Path path) {
    JsonFiles.replace(path, KIND, toJson(policy));
  }

  private static ObjectNode guarantee(Guarantee guarantee) {
    ObjectNode node = Json.object();
    node.put("statement", guarantee.statement())
        .put("risk", guarantee.target().id())
        .put("max-risk", guarantee.target().bound())
        .put("confidence", guarantee.confidence())
        .put("delta", guarantee.delta())
        .put("method", guarantee.method())
        .put("rows", guarantee.rows())
        .put("losses", guarantee.losses())
        .put("levels-tested", guarantee.levelsTested())
        .put("p-value", guarantee.pValue())
        .put("cost-rows", guarantee.costRows())
        .put("expected-cost", guarantee.expectedCost());
    guarantee
        .cost()
        .ifPresent(
            cost ->
                node.putObject("cost")
                    .put("max-cost", cost.bound())
                    .put("delta", cost.delta())
                    .put("p-value", cost.pValue()));
    return node;
  }

  private static Guarantee guarantee(JsonFields fields) {
    fields.text("statement"); // for people; what it says is in the other fields
    Guarantee guarantee =
        fields.valid(
            () ->
                new Guarantee(
                    RiskTarget.of(fields.text("risk"), fields.number("max-risk")),
                    fields.number("confidence"),
                    fields.number("delta"),
                    fields.text("method"),
                    fields.integer("rows"),
                    fields.integer("losses"),
                    fields.smallInteger("levels-tested"),
                    fields.number("p-value"),
                    fields.integer("cost-rows"),
                    fields.number("expected-cost"),
                    fields.optionalObject("cost").map(ExitPolicyParser::cost)));
    fields.refuseUnknown();
    return guarantee;
  }

  private static CostCertificate cost(JsonFields fields) {
    CostCertificate cost =
        fields.valid(
            () ->
                new CostCertificate(
                    fields.number("max-cost"), fields.number("delta"), fields.number("p-value")));
    fields.refuseUnknown();
    return cost;
  }

  private static PolicyProvenance provenance(JsonFields fields) {
    PolicyProvenance provenance =
        fields.valid(
            () ->
                new PolicyProvenance(
                    fields.text("created-at"),
                    fields.text("offramp-version"),
                    fields.text("traces"),
                    fields.integer("seed")));
    fields.refuseUnknown();
    return provenance;
  }

  private static double[] unboxed(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
