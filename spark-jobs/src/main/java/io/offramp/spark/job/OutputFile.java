// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Small files that commands write on the local file system: refused before the work, not after. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Refuses a file that could not be written; one that is there may be replaced.
   *
   * @param flag the option that names it
   * @param kind what messages call such a file, such as {@code policy}
   * @throws IllegalArgumentException if no file is named
   * @throws UncheckedIOException if it is a folder, or cannot be made in its folder
   */
  public static void requireWritable(String flag, String kind, String file) {
    if (file.isBlank()) {
      throw new IllegalArgumentException(
          "Cannot use %s '%s' (must name a file to write)".formatted(flag, file));
    }
    requireLocal(flag, kind, file);
    Path path = Path.of(file).toAbsolutePath();
    Path folder = path.getParent();
    if (folder == null || Files.isDirectory(path)) {
      throw refusal(kind, file, "it is a folder (name a file in it with %s)".formatted(flag));
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw refusal(kind, file, "%s is no folder (name another file)".formatted(folder));
    }
    if (!Files.exists(folder)) {
      throw refusal(kind, file, "its folder does not exist (create it first)");
    }
    if (!Files.isWritable(folder)) {
      throw refusal(kind, file, "its folder is read-only (name a file in another one)");
    }
  }

  /**
   * Refuses to write a file over one that the same command reads or writes.
   *
   * @param flag the option that names the file to write
   * @param file to write
   * @param otherFlag the option that names the other one
   * @param other a path or URI
   * @throws IllegalArgumentException if both are the same
   */
  public static void requireApart(String flag, Path file, String otherFlag, String other) {
    String plain = other.startsWith("file:") ? other.replaceFirst("^file:/*", "/") : other;
    try {
      if (normal(file).equals(normal(Path.of(plain)))) {
        throw new IllegalArgumentException(
            "Cannot write %s for %s: %s names it as well (name another file with %s)"
                .formatted(file, flag, otherFlag, flag));
      }
    } catch (InvalidPathException e) {
      return; // so it is elsewhere
    }
  }

  private static Path normal(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * Refuses a URI, which would become a folder named after its scheme.
   *
   * @param flag the option that names it
   * @param kind what messages call what is written there
   * @throws IllegalArgumentException if it is one
   */
  public static void requireLocal(String flag, String kind, String path) {
    if (path.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*")) {
      throw new IllegalArgumentException(
          "Cannot write %s %s: %s takes a path on this machine, no URI (write it here, and copy it there with 'hadoop fs -put')"
              .formatted(kind, path, flag));
    }
  }

  /**
   * Refuses a file that could not be written, or is there already.
   *
   * @throws IllegalArgumentException if no file is named
   * @throws UncheckedIOException if it exists or cannot be made
   */
  public static void requireNew(String flag, String kind, String file) {
    requireWritable(flag, kind, file);
    if (Files.exists(Path.of(file))) {
      throw new UncheckedIOException(
          "Cannot write %s %s: it already exists (delete it, or name another file with %s)"
              .formatted(kind, file, flag),
          new FileAlreadyExistsException(file));
    }
  }

  /**
   * Writes a text; what is there is replaced.
   *
   * @throws UncheckedIOException if that fails
   */
  static void write(String kind, String file, String text) {
    try {
      Files.writeString(Path.of(file), text);
    } catch (IOException e) {
      throw refusal(kind, file, e.toString());
    }
  }

  private static UncheckedIOException refusal(String kind, String file, String why) {
    String message = "Cannot write %s %s: %s".formatted(kind, file, why);
    return new UncheckedIOException(message, new IOException(message));
  }
}
