// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A folder that appears whole: it is written beside its place, as {@code NAME.partial}, and moved
 * there in one step. Closed before that, it is deleted.
 *
 * <p>What an attempt that was killed left behind is replaced; a folder that holds anything else is
 * somebody's own, and stays.
 */
public final class PartialFolder implements AutoCloseable {
  private final Path target;
  private final Path partial;
  private final Set<String> names;
  private boolean committed;

  private PartialFolder(Path target, Path partial, Set<String> names) {
    this.target = target;
    this.partial = partial;
    this.names = names;
  }

  /**
   * Makes the folder, and those above it.
   *
   * @param out where it will be
   * @param names of the files that it may come to hold
   * @param refusal makes an exception of the reason, if something of somebody's own is in the way
   * @throws IOException if it cannot be made
   */
  public static PartialFolder create(
      Path out, Set<String> names, Function<String, ? extends RuntimeException> refusal)
      throws IOException {
    Path target = out.toAbsolutePath().normalize();
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    if (Files.exists(partial, LinkOption.NOFOLLOW_LINKS)) {
      requireRemains(partial, names, refusal);
      delete(partial, names);
    }
    Files.createDirectories(partial);
    return new PartialFolder(target, partial, Set.copyOf(names));
  }

  private static void requireRemains(
      Path partial, Set<String> names, Function<String, ? extends RuntimeException> refusal)
      throws IOException {
    if (!Files.isDirectory(partial, LinkOption.NOFOLLOW_LINKS)) {
      throw refusal.apply(
          "%s is in the way, which is no folder of Offramp's (move it away, or name another --out)"
              .formatted(partial));
    }
    try (Stream<Path> files = Files.list(partial)) {
      for (Path file : files.sorted().toList()) {
        if (!names.contains(String.valueOf(file.getFileName()))
            || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          throw refusal.apply(
              "%s is in the way, and holds %s, which Offramp did not write (move it away, or name another --out)"
                  .formatted(partial, file.getFileName()));
        }
      }
    }
  }

  /** Where one of its files is to be written. */
  public Path file(String name) {
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "Cannot write file %s: it is none of %s".formatted(name, names));
    }
    return partial.resolve(name);
  }

  /**
   * Moves the folder to its place.
   *
   * @throws IOException if something is there, or it cannot be moved
   */
  public void commit() throws IOException {
    Files.move(partial, target);
    committed = true;
  }

  /** Deletes the folder, unless it was committed. */
  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      delete(partial, names);
    } catch (IOException e) {
      // the failure that led here is the one to tell
    }
  }

  private static void delete(Path partial, Set<String> names) throws IOException {
    try (Stream<Path> files = Files.list(partial)) {
      for (Path file : files.toList()) {
        if (names.contains(String.valueOf(file.getFileName()))) {
          Files.delete(file);
        }
      }
    }
    Files.delete(partial);
  }
}
