// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder beside an output, in which a table is written whole before it is shown. It goes when it
 * is closed, or when the process is told to stop; one that is killed leaves it behind.
 */
final class Staging implements AutoCloseable {
  private final FileSystem files;
  private final Path path;
  private boolean kept;

  /**
   * Makes it.
   *
   * @throws TableException if it cannot be made
   */
  Staging(String near, Configuration hadoop) {
    try {
      this.path = Folders.beside(Folders.real(near, hadoop), "staging");
      this.files = path.getFileSystem(hadoop);
      files.mkdirs(path);
      files.deleteOnExit(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot write %s: %s".formatted(near, e.getMessage()), e);
    }
  }

  /** A folder that is somebody else's to delete. */
  Staging(Path path, Configuration hadoop) {
    this.path = path;
    this.kept = true;
    try {
      this.files = path.getFileSystem(hadoop);
    } catch (IOException e) {
      throw new TableException("Cannot write %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  Path path() {
    return path;
  }

  /** Leaves the folder where it is, since it holds the only copy of something. */
  void keep() {
    kept = true;
    files.cancelDeleteOnExit(path);
  }

  /** Deletes what is left of it. */
  @Override
  public void close() {
    if (kept) {
      return;
    }
    try {
      files.cancelDeleteOnExit(path);
      files.delete(path, true);
    } catch (IOException e) {
      throw new TableException("Cannot delete %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
