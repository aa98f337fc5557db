// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.FileFormatException;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.signal.Signals;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads and writes exit policies as JSON: writes format version 2, reads versions 1 and 2.
 *
 * <p>Reading is strict: a policy file decides what a model answers, so a field that is unknown,
 * missing, repeated or of another type is refused rather than guessed at. Numbers survive a round
 * trip bit for bit.
 */
public final class ExitPolicyParser {
  static final String FORMAT = "offramp-policy";
  static final int FORMAT_VERSION = 2;

  private static final String KIND = "policy";

  private ExitPolicyParser() {}

  /** The policy as indented JSON that ends in a line break. */
  public static String toJson(ExitPolicy policy) {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("format-version", FORMAT_VERSION);
    root.put("signal", policy.signal().id());
    if (policy.signal() instanceof LearnedSignal learned) {
      ArrayNode weights = root.putArray("signal-weights");
      learned.weights().forEach(ofExit -> ofExit.forEach(weights.addArray()::add));
    }
    ArrayNode thresholds = root.putArray("thresholds");
    for (double threshold : policy.thresholds()) {
      if (threshold == Double.POSITIVE_INFINITY) {
        thresholds.addNull();
      } else {
        thresholds.add(threshold);
      }
    }
    ArrayNode costs = root.putArray("costs");
    for (double cost : policy.costs().toArray()) {
      costs.add(cost);
    }
    policy
        .bundleSha256()
        .ifPresentOrElse(
            sha256 -> root.put("bundle-sha256", sha256), () -> root.putNull("bundle-sha256"));
    root.set("guarantee", GuaranteeFields.write(policy.guarantee()));
    PolicyProvenance provenance = policy.provenance();
    ObjectNode origin =
        root.putObject("provenance")
            .put("created-at", provenance.createdAt())
            .put("offramp-version", provenance.offrampVersion())
            .put("traces", provenance.traces())
            .put("seed", provenance.seed());
    provenance.precision().ifPresent(precision -> origin.put("precision", precision));
    return Json.pretty(root);
  }

  /**
   * The policy that JSON text describes.
   *
   * @param json the whole text of a policy file
   * @param sourceName what messages call it, usually its path
   * @throws FileFormatException if it is not a policy of format version 1 or 2
   */
  public static ExitPolicy fromJson(String json, String sourceName) {
    JsonFields root = JsonFields.parse(json, KIND, sourceName);
    int version =
        root.requireFormat(FORMAT, List.of(1, FORMAT_VERSION), "calibrate again with this Offramp");
    ExitPolicy policy =
        root.valid(() -> version == 1 ? PolicyVersion1.policy(root) : version2(root));
    root.refuseUnknown();
    return policy;
  }

  /**
   * Reads a policy file.
   *
   * @throws FileFormatException if it is not a policy of format version 1 or 2
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

  private static ExitPolicy version2(JsonFields root) {
    ExitCosts costs = costs(root);
    return new ExitPolicy(
        signal(root, costs.exits()),
        root.numbers("thresholds", Double.POSITIVE_INFINITY),
        costs,
        root.textOrNull("bundle-sha256"),
        GuaranteeFields.read(root.object("guarantee")),
        provenance(root, fields -> fields.optionalText("precision")));
  }

  private static Signal signal(JsonFields root, int exits) {
    String id = root.text("signal");
    return id.equals(LearnedSignal.ID)
        ? new LearnedSignal(root.numberLists("signal-weights"))
        : Signals.of(id, exits);
  }

  static ExitCosts costs(JsonFields root) {
    return ExitCosts.of(root.numbers("costs").stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * Where a policy comes from.
   *
   * @param precision reads the precision, if the format version knows one
   */
  static PolicyProvenance provenance(
      JsonFields root, Function<JsonFields, Optional<String>> precision) {
    JsonFields fields = root.object("provenance");
    PolicyProvenance provenance =
        fields.valid(
            () ->
                new PolicyProvenance(
                    fields.text("created-at"),
                    fields.text("offramp-version"),
                    fields.text("traces"),
                    fields.integer("seed"),
                    precision.apply(fields)));
    fields.refuseUnknown();
    return provenance;
  }
}
