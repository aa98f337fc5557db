// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/** The data files of a table that was written beside its place. */
final class StagedFiles {
  private static final String PART = "part-";

  private StagedFiles() {}

  /**
   * Where each of them goes: into the same folder of partitions, under a name that tells the batch
   * first.
   *
   * @return nothing if the folder is not there
   */
  static List<PlacedFile> moves(Path staged, Path table, long batch, Configuration hadoop)
      throws IOException {
    List<PlacedFile> moves = new ArrayList<>();
    FileSystem files = staged.getFileSystem(hadoop);
    if (files.exists(staged)) {
      collect(files, staged, table, batch, moves);
    }
    return moves;
  }

  private static void collect(
      FileSystem files, Path from, Path to, long batch, List<PlacedFile> moves) throws IOException {
    for (FileStatus child : files.listStatus(from)) {
      String name = child.getPath().getName();
      if (child.isDirectory() && !name.equals(FileOutputCommitter.PENDING_DIR_NAME)) {
        collect(files, child.getPath(), new Path(to, name), batch, moves);
      } else if (child.isFile() && !name.startsWith("_") && !name.startsWith(".")) {
        Path place = new Path(to, name(name, batch));
        moves.add(new PlacedFile(child.getPath().toString(), place.toString()));
      }
    }
  }

  /** Such as part-00000012-00000-..., so that names tell the order of rows. */
  private static String name(String staged, long batch) {
    return "%s%08d-%s"
        .formatted(PART, batch, staged.startsWith(PART) ? staged.substring(PART.length()) : staged);
  }

  /**
   * Moves files; one that is in its place already stays there.
   *
   * @throws IOException if a file is in neither place
   */
  static void move(List<PlacedFile> moves, Configuration hadoop) throws IOException {
    for (PlacedFile move : moves) {
      Path from = new Path(move.from());
      Path to = new Path(move.to());
      FileSystem files = to.getFileSystem(hadoop);
      if (files.exists(from)) {
        files.mkdirs(to.getParent());
        SmallFiles.move(from, to, files);
      } else if (!files.exists(to)) {
        throw new IOException("%s is lost: neither there nor at %s".formatted(to, from));
      }
    }
  }
}
