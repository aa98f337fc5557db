// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.PolicyProvenance;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.report.ReportInput.NamedTrace;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The JSON's figures against those of {@code golden/generate_report.py}. */
final class ReportGoldenTest {
  private static final double TOLERANCE = 1e-9;

  private static List<String[]> rows(String name) throws IOException {
    try (InputStream in = ReportGoldenTest.class.getResourceAsStream("/golden/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(line -> line.split(",", -1)).toList();
    }
  }

  private static Trace trace() throws IOException {
    TraceBuilder builder = Trace.builder(ExitCosts.of(0.25, 0.5, 0.75, 1), 3);
    for (String[] row : rows("report-trace.csv")) {
      int[] answers = Arrays.stream(row[1].split(" ", -1)).mapToInt(Integer::parseInt).toArray();
      String[] numbers = row[2].split(" ", -1);
      float[] confidences = new float[numbers.length];
      for (int exit = 0; exit < numbers.length; exit++) {
        confidences[exit] = Float.parseFloat(numbers[exit]);
      }
      OptionalInt label =
          row[0].isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(row[0]));
      builder.addAnswers(label, answers, confidences);
    }
    return builder.build();
  }

  /** Made by hand, so that the traces do not bear it out and all of them are measured. */
  private static ExitPolicy policy() {
    Claim claim =
        new Claim(
            Quantity.ACCURACY_DROP,
            0.2,
            Optional.empty(),
            "exact-trinomial",
            0.05,
            500,
            0.1,
            60,
            10,
            0.01);
    return new ExitPolicy(
        LoneExitSignal.MAX_PROBABILITY,
        List.of((double) 0.9f, (double) 0.85f, (double) 0.8f),
        ExitCosts.of(0.25, 0.5, 0.75, 1),
        Optional.empty(),
        new Guarantee(0.95, Validity.EXACT, "by hand", 1, 500, 0.5, List.of(claim)),
        new PolicyProvenance("2026-01-31T12:00:00Z", "0.1.0", "golden", 1));
  }

  private static JsonNode report() throws IOException {
    Trace trace = trace();
    List<Slice> slices = new ArrayList<>();
    for (int label = 0; label < 3; label++) {
      int each = label;
      slices.add(new Slice(String.valueOf(label), row -> trace.label(row).orElse(-1) == each));
    }
    ReportData data =
        PolicyReport.of(
            new ReportInput(
                policy(),
                "p.json",
                "0".repeat(64),
                new NamedTrace("golden", trace, Optional.empty()),
                List.of("a", "b", "c"),
                slices,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                drawn -> Map.of(),
                1,
                "none",
                "2026-02-01T00:00:00Z"));
    return new JsonMapper().readTree(ReportFiles.text(data, ReportFormat.JSON));
  }

  /** Where the fact of a golden name stands in the JSON. */
  private static JsonNode find(JsonNode report, String name) {
    String[] parts = name.split("\\.", -1);
    JsonNode own = report.get("points").get(report.get("chosen").asInt());
    return switch (parts[0]) {
      case "all" -> own.get(parts[1]).get(parts[2]);
      case "leaving" -> own.get("leaving").get(Integer.parseInt(parts[1]) - 1);
      case "exit" ->
          report.get("exits").get(Integer.parseInt(parts[1]) - 1).get(parts[2]).get(parts[3]);
      case "ece" ->
          report.get("reliability").get(Integer.parseInt(parts[1]) - 1).get(parts[2]).get("ece");
      case "slice" -> slice(report, parts[1]).get(parts[2]).get(parts[3]);
      default -> report.get(parts[0]).get("rows");
    };
  }

  private static JsonNode slice(JsonNode report, String name) {
    for (JsonNode slice : report.get("slices")) {
      if (slice.get("name").asText().equals(name)) {
        return slice;
      }
    }
    throw new AssertionError("no slice " + name);
  }

  @Test
  void figures_ofASmallTrace_areThoseOfAnotherImplementation() throws IOException {
    JsonNode report = report();
    List<String[]> facts = rows("report.csv");
    assertThat(facts).hasSizeGreaterThan(70);
    for (String[] fact : facts) {
      assertThat(find(report, fact[0]).asDouble())
          .as(fact[0])
          .isCloseTo(Double.parseDouble(fact[1]), within(TOLERANCE));
    }
  }
}
