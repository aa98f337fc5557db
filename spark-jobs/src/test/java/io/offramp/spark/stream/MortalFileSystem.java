// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * The local file system, until as many changes were made as were allowed: from then on every change
 * fails, as if the process had been killed there.
 */
public final class MortalFileSystem extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("mortal:///");
  private static int changesLeft = Integer.MAX_VALUE;
  private static String renamedEnd = "";
  private static @Nullable Runnable intruder;

  /** Settings under which {@code mortal:} paths are found. */
  static Configuration configuration() {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.mortal.impl", MortalFileSystem.class, FileSystem.class);
    return hadoop;
  }

  static void allow(int changes) {
    changesLeft = changes;
  }

  /** Does something once, just before a file is renamed whose path ends so. */
  static void beforeRename(String end, Runnable action) {
    renamedEnd = end;
    intruder = action;
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  protected void checkPath(Path path) {}

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    Runnable action = intruder;
    if (action != null && from.toString().endsWith(renamedEnd)) {
      intruder = null;
      action.run();
    }
    change();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    change();
    return super.delete(path, recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    change();
    return super.mkdirs(path);
  }

  private static void change() throws IOException {
    if (changesLeft <= 0) {
      throw new IOException("killed");
    }
    changesLeft--;
  }
}
