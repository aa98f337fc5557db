// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Regularisations that heads are fitted with, and the choice among them. */
@ExtendWith(SparkExtension.class)
final class AttachExitsGridTest {
  private final Path folder;
  private final AttachFolder files;

  AttachExitsGridTest(SparkSession spark, @TempDir Path folder) throws IOException {
    this.folder = folder;
    this.files = new AttachFolder(spark, folder);
  }

  @Test
  void run_absoluteWeights_leaveSomeAtZero() {
    String data = files.samples("data.jsonl", 200, 7);
    assertThat(zeros(data, "squared", 0)).isZero();
    assertThat(zeros(data, "absolute", 1)).isPositive();
  }

  private long zeros(String data, String name, double mix) {
    AttachExitsReport report =
        files.attach(
            files
                .request(TinyBundle.get(), data)
                .exits(2, 3)
                .grid(new Regularisation(0.05, mix))
                .out(folder.resolve(name)));
    long zeros = 0;
    for (float weight :
        Objects.requireNonNull(AttachFolder.tensors(report.bundle()).get("head_1_weight"))) {
      zeros += weight == 0 ? 1 : 0;
    }
    return zeros;
  }

  /** The strongest holds all weights near 0, the other one is chosen for its log-loss. */
  @Test
  void run_regularisations_chooseByTheDevRows() {
    Regularisation strong = new Regularisation(100, 0);
    Regularisation fair = new Regularisation(0.01, 0.5);
    AttachExitsReport report =
        files.attach(
            files
                .request(TinyBundle.get(), files.samples("data.jsonl", 200, 7))
                .exits(2, 3)
                .grid(strong, fair, strong));
    assertThat(report.exits().get(0).regularisation()).contains(fair);
    assertThat(report.bundle().manifest().provenance().options())
        .containsEntry("regularisation", "100.0,0.01")
        .containsEntry("elastic-net", "0.0,0.5")
        .containsEntry("chosen", "0.01/0.5");
  }
}
