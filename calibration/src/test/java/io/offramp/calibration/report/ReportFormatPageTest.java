// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The page about the report's JSON names every field. */
final class ReportFormatPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("../src/site/markdown/report-format.md");

  private static void collect(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> collect(child, names));
  }

  @Test
  void fields_ofReportsAndComparisons_areAllDocumented() throws Exception {
    ReportData data = SampleReports.report(1500);
    ComparisonData comparison =
        ComparisonData.of(
            "runs",
            "a",
            "b",
            List.of(ComparisonData.Figure.of("rows", ComparisonData.COUNT, 1.0, 2.0)),
            List.of(ComparisonData.Fact.of("input", "x", "y")),
            List.of());
    JsonMapper mapper = new JsonMapper();
    Set<String> names = new TreeSet<>();
    collect(mapper.readTree(ReportFiles.text(data, ReportFormat.JSON)), names);
    collect(mapper.readTree(ReportFiles.text(comparison, ReportFormat.JSON)), names);
    String page = Files.readString(PAGE);
    assertThat(names).hasSizeGreaterThan(80);
    assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }
}
