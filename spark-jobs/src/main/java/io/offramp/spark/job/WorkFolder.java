// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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
   * @param named where; empty: among Spark's local directories, which only this machine sees
   * @throws IllegalArgumentException if none is named and Spark runs on other machines
   * @throws UncheckedIOException if it cannot be made there
   */
  static WorkFolder in(SparkSession spark, Optional<String> named) {
    requireSeen(spark.sparkContext().master(), spark.sparkContext().isLocal(), named);
    Path parent = named.map(Path::new).orElseGet(() -> localDirectory(spark));
    Path path = new Path(parent, "offramp-features-" + UUID.randomUUID());
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
              .formatted(parent, e.getMessage()),
          e);
    }
  }

  /** A local directory is seen by this machine alone. */
  static void requireSeen(String master, boolean local, Optional<String> named) {
    if (named.isEmpty() && !local) {
      throw new IllegalArgumentException(
          "Cannot attach exits on %s without a folder for features (name one that all machines see with --work-dir)"
              .formatted(master));
    }
  }

  /** By its URI: a path's text would be read as one of Hadoop's default file system. */
  private static Path localDirectory(SparkSession spark) {
    String folder = org.apache.spark.util.Utils.getLocalDir(spark.sparkContext().getConf());
    return new Path(java.nio.file.Path.of(folder).toUri());
  }

  /** A place in it, for Spark to write to and read from. */
  String at(String name) {
    return new Path(path, name).toString();
  }

  /**
   * Moves a local folder into it.
   *
   * @return where it is then, as users would name it: on this machine by its path
   * @throws UncheckedIOException if that fails
   */
  String take(java.nio.file.Path folder, String name) {
    try {
      Path target = new Path(path, name);
      files.copyFromLocalFile(true, true, new Path(folder.toUri()), target);
      URI place = target.toUri(); // Hadoop's own text would have blanks where a URI has none
      return "file".equals(place.getScheme()) ? place.getPath() : target.toString();
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
