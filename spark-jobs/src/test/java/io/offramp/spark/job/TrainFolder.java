// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A folder with tables to train on and a place for the bundle, and trainings there. */
final class TrainFolder {
  /** What trainings said that should stay on screen. */
  final List<String> log = new ArrayList<>();

  private final SparkSession spark;
  private final Path folder;

  TrainFolder(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  Path out() {
    return folder.resolve("bundle");
  }

  String samples(String name, int rows) {
    return Tables.text(folder.resolve(name), Tables.jsonl(TinyBundle.samples(rows, rows)));
  }

  String lines(String name, String... lines) {
    return Tables.lines(folder.resolve(name), lines);
  }

  TrainReport train(TrainRequest request) {
    return TrainJob.run(spark, request, ProgressSink.none(), log::add);
  }

  TrainReport train(String data, String dev) {
    return train(Requests.train(data, dev, out()));
  }

  /** The SHA-256 of a bundle of its own name. */
  String trained(String data, String name, long seed) {
    return train(Requests.train(data, data, folder.resolve(name), Optional.empty(), seed))
        .bundle()
        .sha256();
  }
}
