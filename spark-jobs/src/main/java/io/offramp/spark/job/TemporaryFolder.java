// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.hadoop.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;

/** A folder that goes when it is closed, or when the process is told to stop before that. */
final class TemporaryFolder implements AutoCloseable {
  /**
   * Great numbers run first: Spark's, which stops its context, has 40; file systems close at 10.
   */
  private static final int AFTER_SPARK = 20;

  private static final int MOST_TRIES = 1000;

  private final Object making = new Object();
  private final Runnable hook = this::block;
  private final Path path;

  /**
   * Makes it, among the system's temporary files.
   *
   * @param name to begin its name with
   * @throws UncheckedIOException if there is no place for it
   */
  TemporaryFolder(String name) {
    synchronized (making) { // a hook that runs by now waits to learn what was made
      ShutdownHookManager.get().addShutdownHook(hook, AFTER_SPARK);
      try {
        this.path = Files.createTempDirectory(name);
        path.toFile().deleteOnExit();
      } catch (IOException e) {
        ShutdownHookManager.get().removeShutdownHook(hook);
        throw new UncheckedIOException("Cannot make a temporary folder: " + e, e);
      }
    }
  }

  Path path() {
    return path;
  }

  /**
   * Deletes it with all that is in it.
   *
   * @throws UncheckedIOException if that fails
   */
  @Override
  public void close() {
    try {
      ShutdownHookManager.get().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the process is stopping: the hook deletes it
    }
    try {
      delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete temporary folder %s: %s".formatted(path, e), e);
    }
  }

  /**
   * Puts an empty file in the folder's place. No hook ends tasks or the main thread, and these make
   * folders anew that they miss; under a file they cannot. The file itself is the last that the JVM
   * deletes, after all hooks.
   */
  private void block() {
    synchronized (making) {
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        try {
          delete(path);
          Files.createFile(path);
          return;
        } catch (IOException e) {
          Thread.onSpinWait(); // somebody wrote into it meanwhile
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes about)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
