// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code calibrate} on traces that other programs wrote. */
@ExtendWith(SparkExtension.class)
final class ForeignTracesTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path policy;

  ForeignTracesTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.policy = folder.resolve("policy.json");
  }

  private Cli calibrate(String traces, String... more) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    List<String> args = new ArrayList<>(List.of("calibrate", "--traces", traces));
    args.addAll(List.of("--max-disagreement", "0.1", "--confidence", "0.9"));
    args.addAll(List.of("--out", policy.toString()));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  /** A hundred samples whose three exits agree, surer and surer. */
  private String longTrace(String header) {
    StringBuilder lines = new StringBuilder(header + "\n");
    for (int row = 0; row < 100; row++) {
      for (int exit = 0; exit < 3; exit++) {
        lines.append("s%d,%d,%s,%s\n".formatted(row, exit, 0.7 + exit / 10.0, "cat"));
      }
    }
    return Tables.text(folder.resolve("t.csv"), lines.toString());
  }

  @Test
  @Tag("smoke")
  void run_longTraceAlone_saysHowItWasReadAndWritesAPolicyOfNoBundle() {
    Cli run = calibrate(longTrace("id,exit,confidence,prediction"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .contains(
            "read 100 rows of long traces: 3 exits, 1 class; costs are taken as k/3 at exit k, for want of others (give --costs or --bundle)");
    ExitPolicy read = ExitPolicyParser.read(policy);
    assertThat(read.bundleSha256()).isEmpty();
    assertThat(read.costs()).isEqualTo(ExitCosts.of(1.0 / 3, 2.0 / 3, 1));
  }

  @Test
  void run_columnsAndCosts_areTheOptions() {
    Cli run =
        calibrate(
            longTrace("sample,layer,p,answer"),
            "--id-col=sample",
            "--exit-col=layer",
            "--confidence-col=p",
            "--prediction-col=answer",
            "--classes=cat,dog",
            "--costs=4.5,7,9");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("3 exits, 2 classes; costs from --costs");
    assertThat(ExitPolicyParser.read(policy).costs()).isEqualTo(ExitCosts.of(0.5, 7.0 / 9, 1));
  }

  @Test
  void run_bundle_ownsThePolicy() {
    Bundle bundle = TinyBundle.get();
    Cli run =
        calibrate(
            longTrace("id,exit,confidence,prediction"), "--bundle", bundle.folder().toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(ExitPolicyParser.read(policy).bundleSha256()).hasValue(bundle.sha256());
    assertThat(ExitPolicyParser.read(policy).costs()).isEqualTo(bundle.manifest().costs());
  }

  @Test
  void run_wideTraceByPatterns_isRead() {
    String path =
        Tables.text(
            folder.resolve("t.jsonl"),
            "{\"p[1]\":0.9,\"y[1]\":1,\"p[2]\":1,\"y[2]\":1,\"lang\":\"en\"}\n".repeat(60));
    Cli run =
        calibrate(
            path,
            "--trace-format=wide",
            "--input-format=jsonl",
            "--confidence-cols=p[{}]",
            "--prediction-cols=y[{}]",
            "--slice-col=lang");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("read 60 rows of wide traces: 2 exits, 1 class");
  }

  @Test
  void run_badTrace_failsWithoutATraceOfTheStack() {
    String path =
        Tables.lines(
            folder.resolve("t.csv"), "id,exit,confidence,prediction", "a,1,1,x", "a,2,3,x");
    Cli run = calibrate(path);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().strip())
        .isEqualTo(
            "offramp: Cannot use traces %s: row 1 (id 'a'): at exit 2, confidence is 3 (must be in [0,1]; give probabilities, not logits)"
                .formatted(path));
    assertThat(policy).doesNotExist();
  }
}
