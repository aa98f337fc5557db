// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What calibration would refuse is refused before the rows are run. */
@ExtendWith(SparkExtension.class)
final class TraceSliceColumnsTest {
  private final Bundle bundle = TinyBundle.get();
  private final SparkSession spark;
  private final Path folder;

  TraceSliceColumnsTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  @Test
  void run_columnsWithoutPlainValues_areRefused() {
    String data =
        Tables.lines(
            folder.resolve("in.jsonl"),
            "{\"text\":\"apple\",\"tags\":[\"a\"],\"origin\":{\"site\":\"x\"}}");
    Path out = folder.resolve("out");
    String typed = folder.resolve("in.parquet").toString();
    spark.read().json(data).selectExpr("*", "unhex('ff') AS bytes").write().parquet(typed);
    for (String column : List.of("tags", "origin", "bytes")) {
      TraceRequest request = Requests.traceOfSlices(bundle, typed, out, List.of(column));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TraceJob.run(spark, request, ProgressSink.none()))
          .withMessageStartingWith("Cannot use column '" + column + "' of type ")
          .withMessageEndingWith("(must be numbers or text; name another column with --slice-col)");
    }
    assertThat(out).doesNotExist();
  }
}
