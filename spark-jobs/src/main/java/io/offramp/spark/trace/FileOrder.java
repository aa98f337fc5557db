// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Says of every row where in the table's files it stands. Spark deals files out to tasks by size,
 * in pieces whose size depends on the number of cores; the order of paths and offsets does not.
 */
final class FileOrder {
  private static final String METADATA = "_metadata";

  private FileOrder() {}

  /**
   * The rank of the row's file among the paths of the table, an int from 0.
   *
   * @param rows as they were read
   */
  static Column file(Dataset<Row> rows) {
    TreeSet<Path> paths = new TreeSet<>();
    for (String file : rows.inputFiles()) {
      paths.add(new Path(URI.create(file)));
    }
    if (paths.size() == 1) {
      return lit(0);
    }
    Map<String, Integer> ranks = new HashMap<>();
    int rank = 0;
    for (Path path : paths) {
      ranks.put(spelled(path.toUri().toString()), rank++); // as Spark 4 spells it, with URI escapes
    }
    for (Path path : paths) {
      ranks.putIfAbsent(spelled(path.toString()), paths.headSet(path).size()); // and without them
    }
    return udf(new Rank(ranks), DataTypes.IntegerType)
        .apply(rows.metadataColumn(METADATA).getField("file_path"));
  }

  /** The offset in bytes of the piece of its file that the row was read from, a long. */
  static Column start(Dataset<Row> rows) {
    return rows.metadataColumn(METADATA).getField("file_block_start");
  }

  /** A local file's path with one slash, which Spark writes now as one and now as three. */
  private static String spelled(String path) {
    return path.startsWith("file:///") ? "file:/" + path.substring("file:///".length()) : path;
  }

  private static final class Rank implements UDF1<String, Integer> {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Integer> ranks;

    Rank(Map<String, Integer> ranks) {
      this.ranks = new HashMap<>(ranks);
    }

    @Override
    public Integer call(String path) {
      return Objects.requireNonNull(
          ranks.get(spelled(path)), () -> "Cannot order the file " + path);
    }
  }
}
