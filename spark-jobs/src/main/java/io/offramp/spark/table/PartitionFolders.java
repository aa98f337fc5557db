// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/** Folders named {@code column=value}, as Hive and Spark write tables. */
final class PartitionFolders {
  private static final String INFER_TYPES =
      "spark.sql.sources.partitionColumnTypeInference.enabled";

  private PartitionFolders() {}

  /** Whether a folder's name holds the value of a column. */
  static boolean isOne(String folder) {
    return folder.indexOf('=') > 0;
  }

  /**
   * The columns of the folders between a location and its files, outermost first.
   *
   * @param files of the location; the first one tells, Spark refuses others that differ
   */
  static List<String> columns(String location, List<Path> files, Configuration hadoop)
      throws IOException {
    List<Path> roots =
        TableFiles.roots(location, hadoop).stream().map(FileStatus::getPath).toList();
    Deque<String> columns = new ArrayDeque<>();
    Path at = files.get(0);
    while (at != null && !roots.contains(at)) {
      at = at.getParent();
      if (at != null && !roots.contains(at) && isOne(at.getName())) {
        String name = at.getName();
        columns.push(ExternalCatalogUtils.unescapePathName(name.substring(0, name.indexOf('='))));
      }
    }
    return new ArrayList<>(columns);
  }

  /**
   * Reads with the folders' values as the texts that they are: as numbers, {@code hour=07} would be
   * written again as {@code hour=7}.
   */
  static <T> T asTexts(SparkSession spark, Supplier<T> reading) {
    String before = spark.conf().get(INFER_TYPES);
    spark.conf().set(INFER_TYPES, "false");
    try {
      return reading.get();
    } finally {
      spark.conf().set(INFER_TYPES, before);
    }
  }
}
