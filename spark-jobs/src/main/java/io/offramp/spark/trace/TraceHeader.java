// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.run.PrecisionChoice;
import java.util.List;
import java.util.Optional;

/**
 * What a folder of traces says of itself, in {@code _trace.json}, format version 1.
 *
 * @param bundleSha256 the bundle that was traced
 * @param labels its label names, by index
 * @param costs its exits' costs
 * @param data the table that was traced
 * @param rows rows of the table
 * @param labelled rows with a known label that could be run
 * @param failed rows that could not be run
 * @param precision what the model computed in, and why; empty in traces of an Offramp that did not
 *     write it down
 * @param task what the model says of a row
 */
public record TraceHeader(
    String bundleSha256,
    List<String> labels,
    ExitCosts costs,
    String data,
    long rows,
    long labelled,
    long failed,
    Optional<PrecisionChoice> precision,
    Task task) {
  /** Name of the file in the folder. */
  public static final String FILE = "_trace.json";

  private static final String FORMAT = "offramp-trace";
  private static final int FORMAT_VERSION = 1;

  /** Of a model of one label a row. */
  public TraceHeader(
      String bundleSha256,
      List<String> labels,
      ExitCosts costs,
      String data,
      long rows,
      long labelled,
      long failed,
      Optional<PrecisionChoice> precision) {
    this(bundleSha256, labels, costs, data, rows, labelled, failed, precision, Task.SINGLE_LABEL);
  }

  /** The file's text. */
  public String toJson() {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("format-version", FORMAT_VERSION);
    root.put("bundle-sha256", bundleSha256);
    if (task != Task.SINGLE_LABEL) {
      root.put("task", task.id());
    }
    ArrayNode labelNode = root.putArray("labels");
    labels.forEach(labelNode::add);
    ArrayNode costNode = root.putArray("costs");
    for (double cost : costs.toArray()) {
      costNode.add(cost);
    }
    root.put("data", data).put("rows", rows).put("labelled-rows", labelled);
    root.put("failed-rows", failed);
    precision.ifPresent(choice -> PrecisionFields.write(choice, root));
    return Json.pretty(root);
  }

  /**
   * Reads the file's text.
   *
   * @param source its name, for messages
   * @throws io.offramp.calibration.json.FileFormatException saying what is wrong with it
   */
  public static TraceHeader fromJson(String json, String source) {
    JsonFields root = JsonFields.parse(json, "trace header", source);
    root.requireFormat(FORMAT, FORMAT_VERSION, "trace again with this Offramp");
    TraceHeader header =
        root.valid(
            () ->
                new TraceHeader(
                    root.text("bundle-sha256"),
                    root.texts("labels"),
                    ExitCosts.of(
                        root.numbers("costs").stream().mapToDouble(Double::doubleValue).toArray()),
                    root.text("data"),
                    root.integer("rows"),
                    root.integer("labelled-rows"),
                    root.integer("failed-rows"),
                    PrecisionFields.read(root),
                    root.optionalText("task").map(Task::ofId).orElse(Task.SINGLE_LABEL)));
    root.refuseUnknown();
    return header;
  }
}
