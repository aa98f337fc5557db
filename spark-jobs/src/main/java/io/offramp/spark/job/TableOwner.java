// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import io.offramp.spark.table.LakeBatches;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be the same for all batches of a table: a table scored half by one policy and half by
 * another is no table that a certificate speaks of.
 */
final class TableOwner {
  /** Its name in a table's ledger. */
  static final String NOTE = "owner.json";

  private static final String FORMAT = "offramp-incremental-table";
  private static final int VERSION = 1;
  private static final String NOTHING = "none";

  private final Map<String, String> settings;

  private TableOwner(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * The owner that a run is.
   *
   * @param stream identity of its checkpoint
   * @param model what it scores with
   */
  static TableOwner of(String stream, ScoreRequest request, ScoreModel model) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("checkpoint", stream);
    if (LakeBatches.isNamed(request.output())) { // its ledger lies elsewhere: it must say whose
      settings.put("output", request.output());
    }
    settings.put("input", request.input());
    settings.put("bundle", model.bundleSha256());
    settings.put("policy", model.policySha256().orElse(NOTHING));
    settings.put("output-format", request.outputFormat().id());
    settings.put("output-prefix", request.outputPrefix());
    settings.put("quarantine", request.badRows().quarantine().orElse(NOTHING));
    settings.put(
        "partition-by",
        request.layout().partitionBy().map(columns -> String.join(",", columns)).orElse(NOTHING));
    return new TableOwner(settings);
  }

  String toJson() {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("format-version", VERSION);
    settings.forEach(root::put);
    return Json.pretty(root);
  }

  /**
   * Refuses a run that would go on with other settings.
   *
   * @param json what the ledger has of the owner
   * @throws IllegalArgumentException naming the first setting that differs
   */
  void requireSame(String json, String output) {
    JsonFields fields = JsonFields.parse(json, "owner", output + "/_offramp/" + NOTE);
    fields.requireFormat(FORMAT, VERSION, "use the Offramp that wrote it");
    settings.forEach(
        (name, value) -> {
          Optional<String> before = fields.optionalText(name);
          if (!before.equals(Optional.of(value))) {
            throw new IllegalArgumentException(
                "Cannot go on with %s: its rows so far are of %s %s, now it is %s (say what was said before, or name another --output and another --checkpoint)"
                    .formatted(output, name, before.orElse(NOTHING), value));
          }
        });
  }
}
