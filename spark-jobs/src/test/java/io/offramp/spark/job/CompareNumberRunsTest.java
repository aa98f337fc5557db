// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.report.ComparisonData;
import io.offramp.calibration.report.ComparisonData.Fact;
import io.offramp.calibration.report.ComparisonData.Figure;
import io.offramp.calibration.report.ReportData.RunFacts;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of which the answers are numbers, as {@code score} leaves them. */
@ExtendWith(SparkExtension.class)
final class CompareNumberRunsTest {
  private final SparkSession spark;
  private final Path folder;

  CompareNumberRunsTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String written(String name, String tolerance, double accuracy, double... answers) {
    StringBuilder rows = new StringBuilder();
    for (int id = 0; id < answers.length; id++) {
      rows.append(
          "{\"id\":%d,\"prediction\":%s,\"exit\":%d}%n".formatted(id, answers[id], 1 + id % 2));
    }
    Tables.text(folder.resolve(name).resolve("part-0.json"), rows.toString());
    Tables.text(
        folder.resolve(name).resolve("_summary.json"),
        """
        {"format":"offramp-summary","format-version":1,"rows":%d,"rows-per-second":9,
         "accuracy":%s,"tolerance":%s,"mean-absolute-error":%s,"exit-histogram":[2,1]}
        """
            .formatted(
                answers.length,
                tolerance.equals("null") ? "null" : accuracy,
                tolerance,
                accuracy / 10));
    return folder.resolve(name).toString();
  }

  private ComparisonData compared(String first, String second) {
    return CompareJob.run(
        spark, new CompareRequest(first, second, Optional.empty(), Optional.of("id")));
  }

  private static Figure figure(ComparisonData data, String name) {
    return data.figures().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void run_numbersThatBatchesMoved_areTheSame() {
    String first = written("first", "0.1", 0.5, 3.1, 5, 0.2);
    String second = written("second", "0.1", 0.75, 3.1000001, 5.25, 0.1);
    ComparisonData data = compared(first, second);
    assertThat(data.notes())
        .containsExactly(
            "Of 3 rows that both have by 'id', 2 have the same answer within 0.1 and 3 leave at the same exit.");
    assertThat(figure(data, "accuracy").difference()).isEqualTo(0.25);
    assertThat(figure(data, "mean absolute error").first()).isEqualTo(0.05);
    assertThat(data.facts()).contains(Fact.of("tolerance", "0.1", "0.1"));
    RunFacts facts = RunSummaryFile.read(second).facts("any policy's hash");
    assertThat(facts.tolerance()).isEqualTo(0.1);
    assertThat(facts.meanAbsoluteError()).isEqualTo(0.075);
  }

  /** CSV tells no types. */
  @Test
  void run_numbersInCsv_areNumbers() {
    String first = written("first", "0.1", 0.5, 3.1, 5, 0.2);
    String csv = written("csv", "0.1", 0.5);
    Tables.text(
        folder.resolve("csv").resolve("part-0.csv"),
        "id,prediction,exit\n0,3.1000001,1\n1,5.25,2\n2,1e-1,1\n");
    new File(csv, "part-0.json").delete();
    for (ComparisonData data : List.of(compared(first, csv), compared(csv, first))) {
      assertThat(data.notes())
          .containsExactly(
              "Of 3 rows that both have by 'id', 2 have the same answer within 0.1 and 3 leave at the same exit.");
    }
  }

  @Test
  void run_oneAtFullDepth_isComparedByTheOthersTolerance() {
    ComparisonData data =
        compared(written("full", "null", 0.5, 1, 2), written("early", "0.5", 0.5, 1.25, 3));
    assertThat(data.notes().get(0)).contains(" 1 have the same answer within 0.5 and 2 leave");
    assertThat(figure(data, "accuracy").difference()).isNull();
    assertThat(data.facts()).contains(Fact.of("tolerance", "none", "0.5"));
  }

  /** Neither of two tolerances says what is the same, nor are shares within them one figure. */
  @Test
  void run_otherTolerances_saysNothingOfAnswers() {
    ComparisonData data =
        compared(written("one", "0.1", 0.5, 1, 2), written("two", "0.5", 0.75, 1, 2));
    assertThat(data.notes())
        .containsExactly("Of 2 rows that both have by 'id', 2 leave at the same exit.");
    assertThat(figure(data, "accuracy"))
        .isEqualTo(new Figure("accuracy", ComparisonData.SHARE, 0.5, 0.75, null));
    assertThat(compared(written("a", "null", 0.5, 1), written("b", "null", 0.5, 1)).notes())
        .containsExactly("Of 1 row that both have by 'id', 1 leave at the same exit.");
  }
}
