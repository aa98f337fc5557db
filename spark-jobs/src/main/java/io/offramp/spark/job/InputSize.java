// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How large the files of a table are, for progress lines only. */
final class InputSize {
  private static final Logger LOG = LoggerFactory.getLogger(InputSize.class);

  private InputSize() {}

  /** Bytes, as they lie there; empty: it has no files, or they cannot be looked at. */
  static OptionalLong of(Dataset<?> rows) {
    try {
      long bytes =
          bytes(
              Arrays.asList(rows.inputFiles()),
              rows.sparkSession().sparkContext().hadoopConfiguration());
      return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    } catch (IOException | RuntimeException e) {
      LOG.debug("The input's size is unknown", e); // whoever reads it will say what is wrong
      return OptionalLong.empty();
    }
  }

  /** A folder is listed once, however many files it has. */
  private static long bytes(List<String> files, Configuration hadoop) throws IOException {
    Set<Path> paths = new HashSet<>();
    Set<Path> folders = new HashSet<>();
    for (String file : files) {
      Path path = new Path(URI.create(file));
      paths.add(path);
      folders.add(path.getParent());
    }
    long bytes = 0;
    for (Path folder : folders) {
      for (FileStatus status : folder.getFileSystem(hadoop).listStatus(folder)) {
        if (paths.contains(status.getPath())) {
          bytes += status.getLen();
        }
      }
    }
    return bytes;
  }
}
