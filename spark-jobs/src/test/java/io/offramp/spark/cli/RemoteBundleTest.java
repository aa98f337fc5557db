// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.MockFileSystem;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands and stages with a bundle and a policy that are somewhere else. */
@ExtendWith(SparkExtension.class)
final class RemoteBundleTest {
  private static final int ROWS = 60;

  private final SparkSession spark;
  private final Path folder;
  private final Path log;
  private final Configuration hadoop;
  private final String input;
  private final Bundle bundle = TinyBundle.get();

  RemoteBundleTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.log = folder.resolve("opened");
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.input = Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(TinyBundle.samples(ROWS, 5)));
    Path there = folder.resolve("there");
    MockFileSystem.settings(there, log).forEach(hadoop::set);
    TinyBundle.copyTo(there.resolve("bundle"));
    ExitPolicyParser.write(TinyBundle.policy(bundle, 0.8, 0.8), there.resolve("policy.json"));
  }

  @AfterEach
  void forgetTheFileSystem() {
    MockFileSystem.settings(folder, folder).keySet().forEach(hadoop::unset);
  }

  private List<JsonNode> scored(String bundlePlace, String policyPlace, String name) {
    Path output = folder.resolve(name);
    List<String> args =
        new ArrayList<>(List.of("score", "--input", input, "--output", output.toString()));
    args.addAll(List.of("--bundle", bundlePlace, "--policy", policyPlace));
    args.addAll(List.of("--output-format", "jsonl", "--precision", "fp32"));
    Cli run = Cli.run(args.toArray(new String[0]));
    assertThat(run.code()).as(run.err()).isZero();
    return Tables.jsonRows(output);
  }

  @Test
  void score_bundleAndPolicyElsewhere_givesTheSameRowsAsHere() {
    List<JsonNode> here =
        scored(
            bundle.folder().toString(),
            folder.resolve("there").resolve("policy.json").toString(),
            "here");
    assertThat(here).hasSize(ROWS);
    assertThat(MockFileSystem.opened(log, "policy.json")).isEmpty();
    List<JsonNode> elsewhere = scored("mock:///bundle", "mock:///policy.json", "elsewhere");
    assertThat(MockFileSystem.opened(log, "policy.json")).hasSize(1);
    assertThat(MockFileSystem.opened(log, "manifest.json")).isNotEmpty();
    for (String column : List.of("id", "prediction", "exit", "cost")) {
      assertThat(elsewhere.stream().map(row -> row.get(column)))
          .as(column)
          .containsExactlyElementsOf(here.stream().map(row -> row.get(column)).toList());
    }
  }

  @Test
  void traceAndCalibrate_bundleElsewhere_knowIt() {
    String traces = folder.resolve("traces").toString();
    Cli traced = Cli.run("trace", "--bundle", "mock:///bundle", "--data", input, "--out", traces);
    assertThat(traced.code()).as(traced.err()).isZero();
    Cli refused =
        Cli.run(
            "calibrate",
            "--traces",
            traces,
            "--max-disagreement",
            "0.5",
            "--bundle",
            "mock:///none",
            "--out",
            folder.resolve("p.json").toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("offramp: Cannot open bundle mock:///none: there is no manifest.json");
    Cli certified =
        Cli.run(
            "calibrate",
            "--traces",
            traces,
            "--max-disagreement",
            "0.5",
            "--bundle",
            "mock:///bundle",
            "--out",
            folder.resolve("p.json").toString());
    assertThat(certified.code()).as(certified.err()).isZero();
    assertThat(ExitPolicyParser.read(folder.resolve("p.json")).bundleSha256())
        .hasValue(bundle.sha256());
  }

  @Test
  void score_policyOfAnotherBundleElsewhere_isRefusedNamingWhereTheBundleIs() {
    ExitPolicyParser.write(
        TinyBundle.policy(TinyBundle.other(), 0.8, 0.8),
        folder.resolve("there").resolve("other.json"));
    Cli run =
        Cli.run(
            "score",
            "--bundle=mock:///bundle",
            "--policy=mock:///other.json",
            "--input=" + input,
            "--output=" + folder.resolve("out"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("offramp: Cannot use this policy with bundle mock:///bundle: it was certified");
  }

  @Test
  void stage_bundleElsewhere_scoresAfterItWasSaved() throws java.io.IOException {
    EarlyExitClassificationModel stage =
        new EarlyExitClassificationModel().setBundle("mock:///bundle").setInputCol("text");
    Dataset<Row> rows = spark.read().json(input);
    String saved = folder.resolve("pipeline").toString();
    new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows).save(saved);
    List<Row> scored = PipelineModel.load(saved).transform(rows).select("error").collectAsList();
    assertThat(scored).hasSize(ROWS).allMatch(row -> row.isNullAt(0));
  }
}
