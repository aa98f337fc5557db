// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Says of a failure which input files are to blame: Spark names the first that a task met. */
public final class ReadFailures {
  private ReadFailures() {}

  /**
   * Does some work; if it fails for a file that cannot be read, all files are checked, and the
   * failure names those that are damaged.
   *
   * @throws TableException naming them; any other failure goes on as it is
   */
  public static <T> T naming(
      SparkSession spark, String location, Optional<TableFormat> format, Supplier<T> work) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return naming(
        spark,
        location,
        () ->
            TableName.of(location).isPresent() || LakeLibrary.at(location, hadoop).isPresent()
                ? List.of()
                : TableFiles.list(location, hadoop),
        format,
        work);
  }

  /** The same for some of a location's files. */
  static <T> T naming(
      SparkSession spark,
      String location,
      Supplier<List<Path>> files,
      Optional<TableFormat> format,
      Supplier<T> work) {
    try {
      return work.get();
    } catch (Throwable failure) { // Spark's are checked exceptions that nobody declares
      if (isReading(failure)) {
        blame(spark, location, files, format, failure);
      }
      throw failure;
    }
  }

  private static boolean isReading(Throwable failure) {
    boolean reading = false;
    for (Throwable next = failure; next != null; next = next.getCause()) {
      if (next instanceof TableException) {
        return false; // says by itself what is wrong
      }
      String text = String.valueOf(next.getMessage());
      reading |=
          next instanceof IOException
              || next instanceof DataFormatException
              || text.contains("not a Parquet file")
              || text.contains("FAILED_READ_FILE");
    }
    return reading;
  }

  private static void blame(
      SparkSession spark,
      String location,
      Supplier<List<Path>> suspects,
      Optional<TableFormat> format,
      Throwable failure) {
    List<Path> files;
    List<DamagedFile> damaged;
    try {
      files = suspects.get();
      if (files.isEmpty()) {
        return;
      }
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      TableFormat known = format.orElseGet(() -> TableFiles.format(location, hadoop));
      damaged = FileChecks.damaged(spark, files, known);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      return;
    }
    if (!damaged.isEmpty()) {
      throw FileChecks.damage(location, damaged, files.size(), failure);
    }
  }
}
