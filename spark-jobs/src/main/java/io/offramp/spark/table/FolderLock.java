// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Keeps a folder for one run at a time, if it is on a disk of this machine, by a lock that the
 * system takes back when the process ends, however it ends. Other file systems have no such lock:
 * there nothing is kept.
 */
public final class FolderLock implements AutoCloseable {
  private static final String FILE = "_offramp.lock";
  private static final String LOCAL = "file";
  private static final int MOST_BYTES = 200;

  /** A process that opens a file again and closes it loses its lock: so it asks here first. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Optional<Path> file;
  private final Optional<FileChannel> channel;

  private FolderLock(Optional<Path> file, Optional<FileChannel> channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a folder, and makes it if it is not there.
   *
   * @throws TableException if another run has it, or it cannot be made
   */
  public static FolderLock of(String folder, Configuration hadoop) {
    try {
      FileSystem files = new org.apache.hadoop.fs.Path(folder).getFileSystem(hadoop);
      var full = files.makeQualified(new org.apache.hadoop.fs.Path(folder)).toUri();
      if (!LOCAL.equals(full.getScheme())) {
        return new FolderLock(Optional.empty(), Optional.empty());
      }
      Path real = Files.createDirectories(Path.of(full.getPath())).toRealPath();
      return ofFile(real.resolve(FILE), folder);
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static FolderLock ofFile(Path file, String folder) throws IOException {
    if (!HELD.add(file)) {
      throw taken(folder, me());
    }
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      HELD.remove(file);
      throw e;
    }
    FolderLock lock = new FolderLock(Optional.of(file), Optional.of(channel));
    boolean kept = false;
    try {
      FileLock held = channel.tryLock();
      if (held == null) {
        throw taken(folder, holder(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(me().getBytes(StandardCharsets.UTF_8)), 0);
      kept = true;
      return lock;
    } finally {
      if (!kept) {
        lock.close();
      }
    }
  }

  /**
   * Whether a folder was taken by a process of this machine that has ended without giving it back.
   * Of other machines' processes nobody here can be sure.
   */
  static boolean isOrphan(Path folder) {
    if (!Files.exists(folder.resolve(FILE))) {
      return false;
    }
    try {
      return isOrphanFile(folder.toRealPath().resolve(FILE));
    } catch (IOException e) {
      return false; // it is gone by now, or locks do not work here
    }
  }

  private static boolean isOrphanFile(Path file) throws IOException {
    if (!HELD.add(file)) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null && host(holder(channel)).equals(host(me()));
    } finally {
      HELD.remove(file);
    }
  }

  private static String host(String process) {
    return process.substring(process.indexOf('@') + 1);
  }

  private static TableException taken(String folder, String holder) {
    return new TableException(
        "Cannot use %s: another run has it, process %s (wait until it has ended, or stop it)"
            .formatted(folder, holder));
  }

  /** Such as 4711@host. */
  private static String me() {
    return ManagementFactory.getRuntimeMXBean().getName();
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    int length = Math.max(0, channel.read(bytes, 0));
    return new String(bytes.array(), 0, length, StandardCharsets.UTF_8);
  }

  /** Gives the folder back for good, so that it is never taken for one of a run that was killed. */
  void remove() {
    close();
    try {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException e) {
      throw new TableException("Cannot delete %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Lets another run have the folder; the file stays, since one that waits may have opened it. */
  @Override
  public void close() {
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException e) {
      throw new TableException("Cannot close %s: %s".formatted(file, e.getMessage()), e);
    } finally {
      file.ifPresent(HELD::remove);
    }
  }
}
