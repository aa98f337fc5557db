// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.CalibrationError;
import java.util.OptionalDouble;

/** The report of {@code attach-exits} as JSON; its keys are explained in the page on it. */
final class AttachExitsJson {
  private AttachExitsJson() {}

  static String of(AttachExitsReport report, AttachExitsRequest request) {
    ObjectNode root = Json.object();
    root.put("format", "offramp-attach-exits").put("format-version", 1);
    root.put("offramp-version", OfframpVersion.current());
    root.put("bundle-sha256", report.bundle().sha256());
    root.put("source-sha256", report.sourceSha256());
    root.put("data", request.data()).put("dev", request.dev().orElse(null));
    root.put("targets", report.targets().id()).put("seed", request.seed());
    Task task = report.bundle().manifest().task();
    if (task != Task.SINGLE_LABEL) {
      root.put("task", task.id());
    }
    root.put("rows", report.rows()).put("dev-rows", report.devRows());
    root.put("labelled-dev-rows", report.labelledDevRows());
    root.put("refused-rows", report.refused());
    boolean numbers = task == Task.REGRESSION;
    if (!numbers) {
      root.put("calibration-error-bins", CalibrationError.BINS);
    }
    root.put("seconds", report.seconds());
    ArrayNode exits = root.putArray("exits");
    report.exits().forEach(exit -> put(exits.addObject(), exit, numbers));
    return Json.pretty(root);
  }

  private static void put(ObjectNode node, AttachedExit exit, boolean numbers) {
    node.put("exit", exit.exit()).put("layer", exit.layer()).put("cost", exit.cost());
    node.put("rows", exit.rows());
    exit.regularisation()
        .ifPresent(
            chosen ->
                node.put("regularisation", chosen.strength()).put("elastic-net", chosen.mix()));
    put(node, numbers ? "dev-r2" : "dev-accuracy", exit.accuracy());
    node.put(numbers ? "r2-to-last" : "agreement", exit.agreement());
    put(node, "calibration-error-before", exit.errorBefore());
    put(node, "calibration-error", exit.errorAfter());
    node.put("temperature", exit.temperature());
  }

  private static void put(ObjectNode node, String key, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(key, value.getAsDouble());
    }
  }
}
