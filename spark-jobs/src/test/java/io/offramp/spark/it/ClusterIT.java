// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The same rows, whoever runs them: this JVM, another one, or a cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {
  private static final int ROWS = 400;

  @TempDir static Path folder = Path.of("");
  private Processes processes = new Processes(folder);
  private List<Row> expected = List.of();

  @BeforeAll
  void makeBundlePolicyAndExpectation() throws Exception {
    processes = new Processes(folder);
    Path train = ItData.jsonl(folder.resolve("train.jsonl"), 3000, 1);
    Path held = ItData.jsonl(folder.resolve("held.jsonl"), 1000, 3);
    Path input = ItData.jsonl(folder.resolve("input.jsonl"), ROWS, 4);
    List<String> training = new ArrayList<>(List.of("train", "--data", train.toString()));
    training.addAll(List.of("--dev", held.toString(), "--out", at("bundle")));
    training.addAll(ItData.quickTraining());
    command(training);
    command(
        List.of(
            "trace", "--bundle", at("bundle"), "--data", held.toString(), "--out", at("traces")));
    command(
        List.of(
            "calibrate",
            "--traces",
            at("traces"),
            "--max-cost",
            "0.7",
            "--confidence",
            "0.9",
            "--out",
            at("policy.json")));
    command(score("local[1]", input, "expected"));
    expected = rows("expected");
    assertThat(expected).hasSize(ROWS);
    assertThat(expected.stream().map(row -> row.<Integer>getAs("exit")).distinct().count())
        .as("the policy sends rows to several exits")
        .isGreaterThan(1);
  }

  @AfterAll
  void stop() {
    processes.close();
    SparkSession.active().stop();
  }

  @Test
  void standaloneCluster_twoWorkers_givesTheSameRows() throws Exception {
    StandaloneCluster cluster = StandaloneCluster.start(processes, folder, 2);
    List<String> score = score(cluster.url(), folder.resolve("input.jsonl"), "cluster");
    Processes.Ended ended = processes.run(cluster.submit(List.of(), score), cluster.environment());
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(cluster.executorsStarted()).isEqualTo(2);
    assertSame(rows("cluster"));
  }

  @Test
  @EnabledIfSystemProperty(named = "offramp.cluster.all", matches = "true")
  void savedPipeline_inANewJvm_givesTheSameRows_howeverPartitionedAndRetried() throws Exception {
    SparkSession spark = session();
    Dataset<Row> input = spark.read().json(folder.resolve("input.jsonl").toString());
    input.write().parquet(at("input"));
    EarlyExitClassificationModel stage = new EarlyExitClassificationModel().setBundle(at("bundle"));
    stage.setPolicy(
        io.offramp.calibration.policy.ExitPolicyParser.read(folder.resolve("policy.json")));
    assertThat(Bundle.open(folder.resolve("bundle")).sha256())
        .isEqualTo(stage.getOrDefault(stage.bundleSha256()));
    PipelineModel pipeline = new Pipeline().setStages(new PipelineStage[] {stage}).fit(input);
    pipeline.save(at("pipeline"));
    List<String> program =
        new ArrayList<>(
            Processes.java(
                "1g", System.getProperty("java.class.path", ""), PipelineProgram.class.getName()));
    program.addAll(List.of(at("pipeline"), at("input"), at("new-jvm")));
    Processes.Ended ended = processes.run(program, Map.of());
    assertThat(ended.code()).as(ended.output()).isZero();
    for (String run : List.of("partitions-1", "partitions-2", "partitions-7", "retried")) {
      assertSame(rows("new-jvm/" + run));
    }
    assertThat(ended.output()).contains("planned failure");
  }

  /** Labels, exits and costs exactly; confidences to within a batch's rounding. */
  private void assertSame(List<Row> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Row want = expected.get(i);
      Row got = actual.get(i);
      for (String column : List.of("id", "text", "label", "prediction", "exit", "cost", "error")) {
        assertThat(got.<Object>getAs(column)).as(column).isEqualTo(want.getAs(column));
      }
      assertThat(got.<Double>getAs("confidence"))
          .isCloseTo(want.<Double>getAs("confidence"), within(1e-4));
    }
  }

  private List<Row> rows(String table) {
    return session().read().parquet(at(table)).orderBy("id").collectAsList();
  }

  private List<String> score(String master, Path input, String output) {
    return List.of(
        "score",
        "--master",
        master,
        "--bundle",
        at("bundle"),
        "--policy",
        at("policy.json"),
        "--input",
        input.toString(),
        "--output",
        at(output),
        "--precision",
        "fp32"); // as a stage computes unless told otherwise
  }

  private void command(List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            Processes.java(
                "1g",
                Processes.applicationJar()
                    + java.io.File.pathSeparator
                    + Processes.sparkClasspath(),
                "io.offramp.spark.cli.Offramp"));
    command.addAll(arguments);
    Processes.Ended ended = processes.run(command, Map.of());
    assertThat(ended.code()).as(ended.output()).isZero();
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }
}
