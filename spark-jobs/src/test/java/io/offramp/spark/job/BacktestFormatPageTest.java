// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offramp.calibration.backtest.BacktestOptions;
import io.offramp.calibration.backtest.BacktestReport;
import io.offramp.calibration.backtest.MethodResult;
import io.offramp.calibration.certify.Assurance;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.spark.fixture.Tables;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the report says what is written. */
final class BacktestFormatPageTest {
  private static final String PAGE =
      Tables.read(
          Path.of(System.getProperty("basedir", "."))
              .resolve("../src/site/markdown/backtest-format.md"));

  private static BacktestReport report() {
    Map<String, MethodResult> methods = new LinkedHashMap<>();
    methods.put(
        "offramp",
        new MethodResult(
            Assurance.EXACT, 200, 0.5625, 0.55, 0.575, 0.0125, 8, 0.04, 0.0174, 0.0773, 0.005));
    methods.put(
        "one-split",
        new MethodResult(
            Assurance.EXACT, 200, 0.575, 0.5625, 0.5875, 0.0115, 6, 0.03, 0.0111, 0.0642, 0));
    List<Slice> slices =
        List.of(
            new Slice("label \"sports\"", row -> true), new Slice("label \"news\"", row -> true));
    Goal goal = Goal.of(new MaxAccuracyDrop(0.02), 0.9).withMaxCost(0.75).withSlices(0.05, slices);
    return new BacktestReport(
        "offramp",
        goal,
        new BacktestOptions(200, 0.5, 7),
        2000,
        1000,
        OptionalDouble.empty(),
        methods);
  }

  @Test
  void example_ofThePage_isWhatIsWritten() throws Exception {
    Matcher example = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(PAGE);
    assertThat(example.find()).isTrue();
    JsonMapper mapper = new JsonMapper();
    assertThat(mapper.readTree(report().toJson()).toPrettyString())
        .isEqualTo(mapper.readTree(example.group(1)).toPrettyString());
  }

  @Test
  void fields_ofReports_areAllDocumented() throws Exception {
    JsonNode root = new JsonMapper().readTree(report().toJson());
    root.fieldNames()
        .forEachRemaining(field -> assertThat(PAGE).contains("| `%s` |".formatted(field)));
    root.get("methods")
        .get("offramp")
        .fieldNames()
        .forEachRemaining(
            field -> assertThat(PAGE).contains("| `methods.*.%s` |".formatted(field)));
    for (Assurance assurance : Assurance.values()) {
      assertThat(PAGE).contains("`" + assurance.id() + "`");
    }
  }
}
