// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle, a policy, a table and its scores, all of them on HDFS. */
class HdfsIT {
  private static final int ROWS = 300;

  private final Path folder;
  private final Processes processes;

  HdfsIT(@TempDir Path folder) {
    this.folder = folder;
    this.processes = new Processes(folder);
  }

  @AfterEach
  void stop() {
    processes.close();
  }

  /** A location on the file system, whatever class may be named so here. */
  private static org.apache.hadoop.fs.Path at(String location) {
    return new org.apache.hadoop.fs.Path(location);
  }

  private Processes.Ended score(String hdfs, String bundle, String output)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            Processes.java(
                "1g",
                Processes.applicationJar() + File.pathSeparator + Processes.sparkClasspath(),
                "io.offramp.spark.cli.Offramp"));
    command.add(1, "-Dspark.hadoop.fs.defaultFS=" + hdfs);
    command.addAll(List.of("score", "--master", "local[2]", "--precision", "fp32"));
    command.addAll(List.of("--bundle", bundle, "--policy", hdfs + "/models/policy.json"));
    command.addAll(List.of("--input", "/corpus.jsonl", "--output", output)); // on the default one
    command.addAll(List.of("--output-format", "jsonl"));
    return processes.run(command, Map.of());
  }

  @Test
  void score_allOnHdfs_writesEveryRowThere() throws Exception {
    String hdfs = Hdfs.start(processes, folder).url();
    try (FileSystem files = FileSystem.newInstance(URI.create(hdfs), new Configuration())) {
      Path policy = folder.resolve("policy.json");
      ExitPolicyParser.write(TinyBundle.policy(TinyBundle.get(), 0.8, 0.8), policy);
      String table =
          Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(TinyBundle.samples(ROWS, 4)));
      files.mkdirs(at("/models"));
      files.copyFromLocalFile(at(TinyBundle.get().folder().toString()), at("/models/tiny.bundle"));
      files.copyFromLocalFile(at(policy.toString()), at("/models/policy.json"));
      files.copyFromLocalFile(at(table), at("/corpus.jsonl"));

      Processes.Ended ended = score(hdfs, "hdfs:///models/tiny.bundle", "/scored");
      assertThat(ended.code()).as(ended.output()).isZero();
      files.copyToLocalFile(at("/scored"), at(folder.resolve("scored").toString()));
      assertThat(Tables.jsonRows(folder.resolve("scored")))
          .hasSize(ROWS)
          .allMatch(row -> !row.get("prediction").isNull());
      assertThat(Files.readString(folder.resolve("scored").resolve("_summary.json")))
          .contains(TinyBundle.get().sha256());

      Processes.Ended plain = score(hdfs, "/models/tiny.bundle", "/again");
      assertThat(plain.code()).isEqualTo(1);
      assertThat(plain.output())
          .contains(
              "offramp: Cannot open bundle /models/tiny.bundle: there is no such folder on this machine")
          .contains("is " + hdfs + "/models/tiny.bundle)");
    }
  }
}
