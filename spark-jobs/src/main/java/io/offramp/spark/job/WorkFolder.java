// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A folder that driver and executors see, for what a job writes and reads again. It goes when it is
 * closed, or when the process is told to stop before that.
 */
final class WorkFolder implements AutoCloseable {
  private final FileSystem files;
  private final Path path;

  private WorkFolder(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  /**
   * Makes it.
   *
   * @param parent where; empty: among Spark's local directories, which only this machine sees
   * @throws IllegalArgumentException if none is named and Spark runs on other machines
   * @throws UncheckedIOException if it cannot be made there
   */
  static WorkFolder in(SparkSession spark, Optional<String> parent) {
    if (parent.isEmpty() && !spark.sparkContext().isLocal()) {
      throw new IllegalArgumentException(
          "Cannot attach exits on %s without a folder for features (name one that all machines see with --work-dir)"
              .formatted(spark.sparkContext().master()));
    }
    String place =
        parent.orElseGet(
            () ->
                java.nio.file.Path.of(
                        org.apache.spark.util.Utils.getLocalDir(spark.sparkContext().getConf()))
                    .toUri()
                    .toString());
    Path path = new Path(new Path(place), "offramp-features-" + UUID.randomUUID());
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      Path whole = files.makeQualified(path);
      if (!files.mkdirs(whole)) {
        throw new IOException("it cannot be created");
      }
      files.deleteOnExit(whole);
      return new WorkFolder(files, whole);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot make a folder for features in %s: %s (name another one with --work-dir)"
              .formatted(place, e.getMessage()),
          e);
    }
  }

  /** A place in it, as a URI. */
  String at(String name) {
    return new Path(path, name).toString();
  }

  /**
   * Moves a local folder into it.
   *
   * @return where it is then
   * @throws UncheckedIOException if that fails
   */
  String take(java.nio.file.Path folder, String name) {
    try {
      Path target = new Path(path, name);
      files.copyFromLocalFile(true, true, new Path(folder.toUri()), target);
      return target.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot copy %s to %s: %s".formatted(folder, path, e.getMessage()), e);
    }
  }

  /**
   * Deletes it with all that is in it.
   *
   * @throws UncheckedIOException if that fails
   */
  @Override
  public void close() {
    try {
      files.delete(path, true);
      files.cancelDeleteOnExit(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
