// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.net.URI;
import java.util.Arrays;
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
    TreeSet<String> paths = new TreeSet<>();
    Arrays.stream(rows.inputFiles()).forEach(file -> paths.add(path(file)));
    if (paths.size() == 1) {
      return lit(0);
    }
    Map<String, Integer> ranks = new HashMap<>();
    paths.forEach(path -> ranks.put(path, ranks.size()));
    return udf(new Rank(ranks), DataTypes.IntegerType)
        .apply(rows.metadataColumn(METADATA).getField("file_path"));
  }

  /** The offset in bytes of the piece of its file that the row was read from, a long. */
  static Column start(Dataset<Row> rows) {
    return rows.metadataColumn(METADATA).getField("file_block_start");
  }

  /** Spark spells paths now with and now without URI escapes. */
  private static String path(String uri) {
    return new Path(URI.create(uri)).toString();
  }

  private static final class Rank implements UDF1<String, Integer> {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Integer> ranks;

    Rank(Map<String, Integer> ranks) {
      this.ranks = new HashMap<>(ranks);
    }

    @Override
    public Integer call(String path) {
      return Objects.requireNonNull(ranks.get(path), () -> "Cannot order the file " + path);
    }
  }
}
