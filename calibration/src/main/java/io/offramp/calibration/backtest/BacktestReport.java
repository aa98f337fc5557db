// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.backtest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Methods side by side.
 *
 * @param recommended the name of the method that calibration uses unless told otherwise
 * @param goal what was asked of each
 * @param options how it was repeated
 * @param rows of the trace
 * @param calibratingRows of them, in each split
 * @param tolerance of numbers, in the labels' unit; empty: answers are classes
 * @param methods results by name, in the order of the methods
 */
public record BacktestReport(
    String recommended,
    Goal goal,
    BacktestOptions options,
    int rows,
    int calibratingRows,
    OptionalDouble tolerance,
    Map<String, MethodResult> methods) {
  /** Copies the map. */
  public BacktestReport {
    methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
  }

  /** The report as indented JSON that ends in a line break; fields are those of the records. */
  public String toJson() {
    ObjectNode root = Json.object();
    root.put("format", "offramp-backtest").put("format-version", 1);
    root.put("recommended", recommended);
    goal.risk().ifPresent(risk -> root.put("risk", risk.id()).put("max-risk", risk.bound()));
    goal.maxCost().ifPresent(cost -> root.put("max-cost", cost));
    goal.maxSliceRisk()
        .ifPresent(
            bound -> {
              ArrayNode slices = root.put("max-slice-risk", bound).putArray("slices");
              goal.slices().forEach(slice -> slices.add(slice.words()));
            });
    tolerance.ifPresent(within -> root.put("tolerance", within));
    root.put("confidence", goal.confidence());
    root.put("rows", rows).put("calibrating-rows", calibratingRows);
    root.put("splits", options.splits()).put("seed", options.seed());
    ObjectNode all = root.putObject("methods");
    methods.forEach((name, result) -> write(result, all.putObject(name)));
    return Json.pretty(root);
  }

  private static void write(MethodResult result, ObjectNode node) {
    node.put("assurance", result.assurance().id())
        .put("runs", result.runs())
        .put("mean-cost", result.meanCost())
        .put("mean-cost-low", result.meanCostLow())
        .put("mean-cost-high", result.meanCostHigh())
        .put("mean-risk", result.meanRisk())
        .put("violations", result.violations())
        .put("violation-rate", result.violationRate())
        .put("violation-rate-low", result.violationRateLow())
        .put("violation-rate-high", result.violationRateHigh())
        .put("none-certified", result.noneCertified());
  }
}
