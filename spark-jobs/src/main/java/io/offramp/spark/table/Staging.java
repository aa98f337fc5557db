// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder beside an output, in which a table is written whole before it is shown. It goes when it
 * is closed, or when the process is told to stop. One that is killed leaves it behind: on a disk of
 * this machine the next run with the same output deletes it, unless rows were being put into place,
 * of which it may hold the only copy.
 */
final class Staging implements AutoCloseable {
  private static final String NAME = "staging";

  private final FileSystem files;
  private final Path path;
  private Optional<FolderLock> lock = Optional.empty();
  private boolean kept;

  /**
   * Makes it.
   *
   * @throws TableException if it cannot be made
   */
  Staging(String near, Configuration hadoop) {
    try {
      this.path = Folders.beside(Folders.real(near, hadoop), NAME);
      this.files = path.getFileSystem(hadoop);
      for (Path other : Folders.besides(Folders.real(near, hadoop), NAME, files)) {
        if (isOrphan(other)) {
          files.delete(other, true);
        }
      }
      files.mkdirs(path);
      files.deleteOnExit(path);
      this.lock = Optional.of(FolderLock.of(path.toString(), hadoop));
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

  private boolean isOrphan(Path folder) {
    return "file".equals(files.getUri().getScheme())
        && FolderLock.isOrphan(java.nio.file.Path.of(folder.toUri().getPath()));
  }

  Path path() {
    return path;
  }

  /** From now on the folder may hold the only copy of something: no other run deletes it. */
  void beginPublishing() {
    lock.ifPresent(FolderLock::remove);
    lock = Optional.empty();
  }

  /** Leaves the folder where it is, since it holds the only copy of something. */
  void keep() {
    kept = true;
    beginPublishing();
    files.cancelDeleteOnExit(path);
  }

  /** Deletes what is left of it. */
  @Override
  public void close() {
    lock.ifPresent(FolderLock::close);
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
