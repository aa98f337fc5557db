// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.demo.DemoJob.DemoSize;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.job.ProgressSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class DemoJobTest {
  private final SparkSession spark;
  private final Path folder;
  private final List<String> log = new ArrayList<>();

  DemoJobTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private DemoReport run(Path place, DemoSize size) {
    return DemoJob.run(spark, place, size, ProgressSink.none(), log::add);
  }

  @Test
  void run_tinySize_goesAllTheWay() {
    Path place = folder.resolve("new/demo");
    DemoReport report = run(place, new DemoSize(64, 1, 40, 3));
    Bundle bundle = Bundle.open(place.resolve("bundle"));
    assertThat(bundle.manifest().labels()).containsExactlyInAnyOrderElementsOf(DemoCorpus.desks());
    assertThat(report.fullDepth().rows()).isEqualTo(40);
    assertThat(report.fullDepth().meanCost()).hasValue(1);
    assertThat(report.fullDepth().accuracy()).isPresent();
    assertThat(report.calibration().result()).isInstanceOf(Certified.class);
    assertThat(ExitPolicyParser.read(place.resolve("policy.json")).bundleSha256())
        .hasValue(bundle.sha256());
    assertThat(report.earlyExit().rows()).isEqualTo(40);
    assertThat(report.earlyExit().policySha256()).isPresent();
    assertThat(report.earlyExit().meanCost().orElseThrow()).isLessThanOrEqualTo(1);
    for (String output : List.of("full-depth", "early-exit")) {
      assertThat(Tables.json(place.resolve(output).resolve("_summary.json")).get("rows").asLong())
          .isEqualTo(40);
    }
    assertThat(report.page()).hasValue(place.resolve("report.html"));
    assertThat(Tables.read(place.resolve("report.html"))).contains("Early exit: policy report");
    assertThat(Tables.json(place.resolve("report.json")).get("full-depth-run").get("rows").asLong())
        .isEqualTo(40);
    for (int step = 1; step <= 4; step++) {
      String start = step + "/4 ";
      assertThat(log).anyMatch(line -> line.startsWith(start));
    }
  }

  @Test
  void run_folderWithFiles_isRefusedAndLeftAlone() {
    Tables.text(folder.resolve("mine.txt"), "mine");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(folder, new DemoSize(64, 1, 40, 3)))
        .withMessage(
            "Cannot run the demo in %s: the folder is not empty (name another --out)"
                .formatted(folder));
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("mine.txt"));
    assertThat(folder.resolve("train.jsonl")).doesNotExist();
  }

  @Test
  void standard_size_scoresWhatIsAskedFor() {
    DemoSize size = DemoSize.standard(123, 9);
    assertThat(size.scoredRows()).isEqualTo(123);
    assertThat(size.seed()).isEqualTo(9);
  }
}
