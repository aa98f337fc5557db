// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.certify.Populations;
import io.offramp.calibration.certify.Requests;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BacktestReportTest {
  @Test
  void toJson_ofAReport_hasEveryField() throws Exception {
    Trace trace = Populations.typical().drawTrace(600, 3);
    CalibrationMethod method = Methods.recommended(CalibrationOptions.DEFAULT);
    Goal goal = Requests.accuracyDrop(0.05, 0.9).withMaxCost(0.6);
    BacktestReport report =
        Backtest.run(trace, goal, List.of(method), new BacktestOptions(20, 0.5, 3), () -> {});
    String json = report.toJson();
    assertThat(json).endsWith("}\n");
    JsonNode root = new ObjectMapper().readTree(json);
    assertThat(names(root))
        .containsExactly(
            "format",
            "format-version",
            "recommended",
            "risk",
            "max-risk",
            "max-cost",
            "confidence",
            "rows",
            "calibrating-rows",
            "splits",
            "seed",
            "methods");
    assertThat(root.get("format").asText()).isEqualTo("offramp-backtest");
    assertThat(root.get("format-version").asInt()).isEqualTo(1);
    assertThat(root.get("risk").asText()).isEqualTo("accuracy-drop");
    assertThat(root.get("max-risk").asDouble()).isEqualTo(0.05);
    assertThat(root.get("max-cost").asDouble()).isEqualTo(0.6);
    assertThat(root.get("confidence").asDouble()).isEqualTo(0.9);
    assertThat(root.get("rows").asInt()).isEqualTo(600);
    assertThat(root.get("seed").asLong()).isEqualTo(3);
    JsonNode result = root.get("methods").get("offramp");
    assertThat(names(result))
        .containsExactly(
            "assurance",
            "runs",
            "mean-cost",
            "mean-cost-low",
            "mean-cost-high",
            "mean-risk",
            "violations",
            "violation-rate",
            "violation-rate-low",
            "violation-rate-high",
            "none-certified");
    assertThat(result.get("assurance").asText()).isEqualTo("exact");
    assertThat(result.get("mean-cost").asDouble())
        .isEqualTo(Objects.requireNonNull(report.methods().get("offramp")).meanCost());
  }

  /** What is near belongs to what was asked for, and labels have none. */
  @Test
  void toJson_ofNumbers_saysWhatIsNear() throws Exception {
    BacktestReport report =
        new BacktestReport(
            "offramp",
            Requests.accuracyDrop(0.05, 0.9),
            new BacktestOptions(20, 0.5, 3),
            600,
            300,
            OptionalDouble.of(0.5),
            Map.of());
    JsonNode root = new ObjectMapper().readTree(report.toJson());
    assertThat(root.get("tolerance").doubleValue()).isEqualTo(0.5);
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
