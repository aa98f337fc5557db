// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders of this machine for files that last as long as the JVM. */
final class Folders {
  private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

  private Folders() {}

  /**
   * A folder that Spark deletes when the executor or the driver ends, even if it is killed; without
   * Spark that of the system's temporary files.
   */
  static Path temporary() {
    SparkEnv environment = SparkEnv.get();
    return environment == null
        ? Path.of(System.getProperty("java.io.tmpdir", "/tmp"))
        : Path.of(Utils.getLocalDir(environment.conf()));
  }

  /**
   * Bytes that may still be written to a folder.
   *
   * @throws UncheckedIOException if nobody knows
   */
  static long freeBytes(Path folder) {
    try {
      FileStore disk = Files.getFileStore(folder);
      return disk.getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell the room at %s: %s".formatted(folder, e), e);
    }
  }

  /** Deletes a folder with all that is in it; what cannot be deleted stays, and the log says so. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Cannot delete {}: {}", folder, e.toString());
    }
  }
}
