// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A folder in which files arrive, and the runs that score them. */
final class IncrementalRun {
  private final SparkSession spark;
  private final Path folder;
  private int filesPerBatch = IncrementalRequest.FILES;
  private BadRowRequest badRows = BadRowRequest.DEFAULT;

  IncrementalRun(SparkSession spark, Path folder) throws IOException {
    this.spark = spark;
    this.folder = folder;
    Files.createDirectories(input());
  }

  IncrementalRun filesPerBatch(int files) {
    filesPerBatch = files;
    return this;
  }

  IncrementalRun badRows(BadRowRequest value) {
    badRows = value;
    return this;
  }

  /** Puts a file into place at once, as those who deliver files should. */
  Path deliver(String name, String text) throws IOException {
    return deliver(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  Path deliver(String name, byte[] bytes) throws IOException {
    Path file = input().resolve(name);
    Files.createDirectories(file.getParent());
    Path coming = Files.write(folder.resolve("coming"), bytes);
    return Files.move(coming, file, StandardCopyOption.ATOMIC_MOVE);
  }

  Path input() {
    return folder.resolve("in");
  }

  Path output() {
    return folder.resolve("out");
  }

  Path quarantine() {
    return folder.resolve("bad");
  }

  Path checkpoint() {
    return folder.resolve("check");
  }

  ScoreRun scoring() {
    return new ScoreRun(input().toString(), output()).badRows(badRows);
  }

  IncrementalReport run() {
    return run(scoring());
  }

  IncrementalReport run(ScoreRun scoring) {
    return IncrementalScoreJob.run(
        spark,
        scoring.request(),
        new IncrementalRequest(checkpoint().toString(), filesPerBatch),
        ProgressSink.none());
  }

  /** The ids in the output, in order. */
  List<Long> ids() {
    return Tables.jsonRows(output()).stream().map(row -> row.get("id").asLong()).sorted().toList();
  }

  static BadRowRequest skipping() {
    return new BadRowRequest(
        Optional.empty(), Optional.empty(), io.offramp.spark.table.CorruptFiles.SKIP);
  }
}
