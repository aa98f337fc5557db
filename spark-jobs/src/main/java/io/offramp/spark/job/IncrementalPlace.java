// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.stream.BatchLedger;
import io.offramp.spark.stream.Checkpoint;
import io.offramp.spark.table.LakeBatches;
import io.offramp.spark.table.OutputPlace;
import io.offramp.spark.table.OutputTable;
import io.offramp.spark.table.TableWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Whether an output and a checkpoint belong together, and can be gone on with. */
final class IncrementalPlace {
  /** Name in a ledger of the columns, one a line, by which a table of a library is partitioned. */
  static final String PARTITIONS = "partitions.txt";

  private IncrementalPlace() {}

  /**
   * The output's ledger: in its folder, or in the checkpoint's if it is a table of a catalog, which
   * says where a table is only once it is there.
   */
  static BatchLedger ledger(SparkSession spark, ScoreRequest request, String checkpoint) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    if (!LakeBatches.isLake(request.output(), request.outputFormat())) {
      return new BatchLedger(request.output(), hadoop);
    }
    return new BatchLedger(
        place(request, checkpoint),
        hadoop,
        Optional.of((batch, rows) -> lake(spark, request, checkpoint).add(batch, rows.toString())));
  }

  /** The table of a library that batches are added to. */
  static LakeBatches lake(SparkSession spark, ScoreRequest request, String checkpoint) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    OutputTable output =
        new OutputTable(
            request.output(),
            request.outputFormat(),
            request.mode(),
            new BatchLedger(place(request, checkpoint), hadoop)
                .note(PARTITIONS)
                .map(text -> List.of(text.split("\n", -1)))
                .orElse(List.of()),
            request.layout().maxRowsPerFile());
    return LakeBatches.of(spark, output, new Checkpoint(checkpoint, hadoop).id().orElse(""));
  }

  private static String place(ScoreRequest request, String checkpoint) {
    return LakeBatches.isNamed(request.output()) ? checkpoint : request.output();
  }

  /**
   * Refuses what cannot be gone on with.
   *
   * @throws IllegalArgumentException saying why, and what would help
   */
  static void require(
      SparkSession spark, ScoreRequest request, String checkpoint, BatchLedger ledger) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    requireAddable(spark, request, checkpoint, ledger);
    OutputPlace.requireApart(request.output(), request.input(), hadoop);
    OutputPlace.requireApart(checkpoint, request.input(), hadoop);
    OutputPlace.requireDisjoint(request.output(), checkpoint, hadoop);
    request
        .badRows()
        .quarantine()
        .ifPresent(folder -> requireQuarantine(request, checkpoint, folder, hadoop));
    requireFolder(request.input(), hadoop);
    Optional<String> owner = ledger.note(TableOwner.NOTE);
    Checkpoint stream = new Checkpoint(checkpoint, hadoop);
    OptionalLong done = stream.lastDone();
    if (owner.isEmpty()) {
      boolean named = LakeBatches.isNamed(request.output());
      if (named
          || !ledger.isAlone()) { // else a run was killed before it wrote down whose the table is
        OutputPlace.requireWritable(spark, request.output(), TableWriter.Mode.ERROR);
      }
      require(
          done.isEmpty(),
          "Cannot go on from checkpoint %s: %s, to which its batches went, is gone (name another --checkpoint, and everything is scored again)"
              .formatted(checkpoint, request.output()));
    } else {
      require(
          stream.id().isPresent(),
          "Cannot add to %s: checkpoint %s, by which it was written, is gone (restore it, or name another --output, and everything is scored again)"
              .formatted(request.output(), checkpoint));
      OptionalLong missing =
          done.isEmpty() ? OptionalLong.empty() : ledger.firstMissing(done.getAsLong());
      require(
          missing.isEmpty(),
          "Cannot go on with %s: it lacks batch %d, which checkpoint %s has done, with another output perhaps (restore it, or name another --output and another --checkpoint, and everything is scored again)"
              .formatted(request.output(), missing.orElse(0), checkpoint));
    }
  }

  private static void requireAddable(
      SparkSession spark, ScoreRequest request, String checkpoint, BatchLedger ledger) {
    if (LakeBatches.isLake(request.output(), request.outputFormat())) {
      require(
          lake(spark, request, checkpoint).exists() || !ledger.hasGivenRows(),
          "Cannot add to %s: the table, to which checkpoint %s has added batches, is gone (restore it, or name another --output and another --checkpoint, and everything is scored again)"
              .formatted(request.output(), checkpoint));
    }
    require(
        !request.input().startsWith("table:"),
        "Cannot read %s with --checkpoint (must be a folder of files or of Delta)"
            .formatted(request.input()));
    require(
        request.mode() == TableWriter.Mode.ERROR,
        "Cannot use --mode %s with --checkpoint (leave it away: what is new is added)"
            .formatted(request.mode().id()));
  }

  private static void requireQuarantine(
      ScoreRequest request, String checkpoint, String folder, Configuration hadoop) {
    OutputPlace.requireApart(folder, request.input(), hadoop);
    OutputPlace.requireDisjoint(request.output(), folder, hadoop);
    try {
      Path output = new Path(place(request, checkpoint)); // where rows are staged
      Path quarantine = new Path(folder);
      require(
          output.getFileSystem(hadoop).getUri().equals(quarantine.getFileSystem(hadoop).getUri()),
          "Cannot put the quarantine %s on another file system than the output %s, with --checkpoint (files are moved there)"
              .formatted(folder, request.output()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot write %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static void requireFolder(String input, Configuration hadoop) {
    Path path = new Path(input);
    try {
      var files = path.getFileSystem(hadoop);
      require(
          !files.exists(path) || files.getFileStatus(path).isDirectory(),
          "Cannot look for new files in %s: it is a file (name its folder, or a glob)"
              .formatted(input));
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read %s: %s".formatted(input, e.getMessage()), e);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
