// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.json.Sha256;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.spark.fixture.MockFileSystem;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bundle and a policy that a cluster's machines reach only through a Hadoop file system, which is
 * there only for whoever has the driver's settings; named, as other options, by Spark's properties.
 */
class RemoteBundleIT {
  private static final int ROWS = 400;
  private static final int WORKERS = 2;
  private static final int TASKS = 8;
  private static final long ENDING_SECONDS = 60;

  private final Path folder;
  private final Path log;
  private final Processes processes;

  RemoteBundleIT(@TempDir Path folder) {
    this.folder = folder;
    this.log = folder.resolve("opened");
    this.processes = new Processes(folder);
  }

  @AfterEach
  void stop() {
    processes.close();
  }

  private static String testClasses() throws URISyntaxException {
    return Path.of(MockFileSystem.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }

  @Test
  @EnabledIfSystemProperty(named = "offramp.cluster.all", matches = "true")
  void score_bundleAndPolicyOfAFileSystemOfTheSettings_areFetchedOncePerJvmAndDeleted()
      throws Exception {
    Path there = folder.resolve("there");
    TinyBundle.copyTo(there.resolve("bundle"));
    ExitPolicy policy = TinyBundle.policy(TinyBundle.get(), 0.8, 0.8);
    ExitPolicyParser.write(policy, there.resolve("policy.json"));
    Path output = folder.resolve("scored");
    String input =
        Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(TinyBundle.samples(ROWS, 4)));
    StandaloneCluster cluster = StandaloneCluster.start(processes, folder, WORKERS);
    List<String> submit = submit(cluster);
    submit.addAll(List.of("score", "--input", input, "--output", output.toString()));
    Processes.Ended ended = processes.run(submit, cluster.environment());
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(Tables.jsonRows(output)).hasSize(ROWS);
    assertThat(Files.readString(output.resolve("_summary.json")))
        .contains(TinyBundle.get().sha256(), Sha256.of(there.resolve("policy.json")));
    assertThat(
            MockFileSystem.opened(log, "model.pt").stream()
                .map(line -> line.substring(0, line.indexOf(' '))))
        .as("processes that fetched the model")
        .hasSize(1 + WORKERS)
        .doesNotHaveDuplicates();
    awaitNoFetchedBundles(cluster.localFolder());
  }

  private List<String> submit(StandaloneCluster cluster) throws Exception {
    List<String> submit =
        new ArrayList<>(
            Processes.java(
                "1g",
                Processes.sparkClasspath() + File.pathSeparator + testClasses(),
                "org.apache.spark.deploy.SparkSubmit"));
    submit.addAll(List.of("--master", cluster.url(), "--executor-memory", "1g"));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "spark.driver.host=127.0.0.1",
                "spark.ui.enabled=false",
                "spark.scheduler.minRegisteredResourcesRatio=1.0",
                "spark.executor.extraClassPath=" + testClasses(),
                "spark.offramp.bundle=mock:///bundle",
                "spark.offramp.policy=mock:///policy.json",
                "spark.offramp.precision=fp32",
                "spark.offramp.output-format=csv",
                "spark.offramp.score.output-format=jsonl",
                "spark.offramp.partitions=" + TASKS));
    MockFileSystem.settings(folder.resolve("there"), log)
        .forEach((key, value) -> settings.add("spark.hadoop." + key + "=" + value));
    for (String setting : settings) {
      submit.addAll(List.of("--conf", setting));
    }
    submit.addAll(
        List.of("--class", "io.offramp.spark.cli.Offramp", Processes.applicationJar().toString()));
    return submit;
  }

  /** Executors end a little after the driver. */
  private static void awaitNoFetchedBundles(Path local) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ENDING_SECONDS * 1_000_000_000L;
    while (!fetched(local).isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(200);
    }
    assertThat(fetched(local)).isEmpty();
  }

  private static List<Path> fetched(Path local) throws IOException {
    for (int tries = 0; ; tries++) {
      try (Stream<Path> files = Files.walk(local)) {
        return files
            .filter(file -> file.getFileName().toString().startsWith("offramp-bundles-"))
            .toList();
      } catch (java.io.UncheckedIOException e) { // a folder went while it was listed
        if (tries == 100) {
          throw e;
        }
      }
    }
  }
}
