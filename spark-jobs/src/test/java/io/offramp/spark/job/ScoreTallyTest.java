// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.bundle.BundleFile;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.fixture.SparkExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is counted of scored rows. */
@ExtendWith(SparkExtension.class)
final class ScoreTallyTest {
  private final SparkSession spark;

  ScoreTallyTest(SparkSession spark) {
    this.spark = spark;
  }

  private static BundleManifest ofNumbers() {
    EncoderShape shape =
        new EncoderShape(50, 12, 2, 16, 1, 2, 24, List.of(1), 3, Pooling.MEAN)
            .withExits(List.of(1), List.of(ExitHead.linear(Pooling.MEAN)), 1, Task.REGRESSION)
            .withNumbers(new NumberScale(3, 1));
    return new BundleManifest(
        shape,
        List.of("stars"),
        false,
        0,
        10,
        List.of(new ExitInfo(1, 1000, 1, 0.5)),
        List.of(new BundleFile("model.pt", 1, "0".repeat(64))),
        new BundleProvenance("2026-01-31T12:00:00Z", Map.of(), 1, Map.of(), Map.of()));
  }

  private ScoreSummary counted(String rows) {
    ScoreTally tally =
        new ScoreTally(
            ofNumbers(),
            "0".repeat(64),
            Optional.empty(),
            OptionalDouble.of(0.1),
            PrecisionChoice.asked(Precision.FP32));
    Dataset<Row> scored =
        spark.sql(
            "SELECT double(label) AS label, double(float(said)) AS prediction, 0.5D AS confidence,"
                + " 1 AS exit, 0.5D AS cost, false AS truncated, string(null) AS error FROM VALUES "
                + rows
                + " AS t(label, said)");
    List<String> added = List.of("prediction", "confidence", "exit", "cost", "truncated", "error");
    tally
        .count(scored, added, Optional.of(col("label")), Optional.empty())
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return tally.summary(1, new ScoredTables(List.of(), Optional.empty(), List.of(), List.of()));
  }

  /** As float32 0.2 is 0.1000000015 from 0.1; as people write them, a tenth. */
  @Test
  void count_numbersATenthApart_areRightAsByDecimals() {
    ScoreSummary summary =
        counted("('0.1', '0.2'), ('4.5', '4.4'), ('1', '1.2'), (null, '1'), ('nan', '1')");
    assertThat(summary.labelled()).isEqualTo(3);
    assertThat(summary.right()).isEqualTo(2);
    assertThat(summary.numbers().orElseThrow().tolerance()).hasValue(0.1);
    assertThat(summary.numbers().orElseThrow().meanAbsoluteError().orElseThrow())
        .isCloseTo(0.4 / 3, within(1e-6));
  }
}
