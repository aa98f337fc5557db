// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The files that are in a folder and were in no batch before, in batches. Spark's stream does
 * nothing but find them and write down what it found: batches are read as tables are, since a
 * stream would want to know the schema beforehand and stops for good at a damaged file.
 *
 * <p>A file is known by its path: one that is written again under its name is not new.
 */
public final class AvailableFiles {
  /** Of the source that takes any file; its rows are never asked for. */
  private static final String ANY_FILE =
      "path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY";

  /** Else a file that is older than the newest by a week would never be found. */
  private static final String ANY_AGE = "36500d";

  private final SparkSession spark;
  private final String folder;
  private final int mostFiles;

  /** What is done with a batch. */
  public interface FileBatch {
    /**
     * Does it.
     *
     * @param batch its number, from 0; the same files come under it again if this fails or the
     *     process is killed
     * @param files by path
     */
    void accept(long batch, List<Path> files);
  }

  /**
   * Files of a folder, or of those that a glob matches.
   *
   * @param mostFiles of a batch
   */
  public AvailableFiles(SparkSession spark, String folder, int mostFiles) {
    this.spark = spark;
    this.folder = folder;
    this.mostFiles = mostFiles;
  }

  /**
   * Runs batches until no file is left that was there at the start.
   *
   * @throws LedgerException if the checkpoint cannot be used
   * @throws RuntimeException of a batch
   */
  public void run(String checkpoint, FileBatch work) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    SourceFiles source = new SourceFiles(checkpoint, hadoop);
    Dataset<Row> files =
        spark
            .readStream()
            .format("binaryFile")
            .schema(ANY_FILE)
            .option("maxFilesPerTrigger", mostFiles)
            .option("maxFileAge", ANY_AGE)
            .load(folder);
    AvailableBatches.run(
        files, checkpoint, (batch, rows) -> work.accept(batch, files(source, batch)));
  }

  private static List<Path> files(SourceFiles source, long batch) {
    try {
      return source.of(batch);
    } catch (IOException e) {
      throw new LedgerException(String.valueOf(e.getMessage()), e);
    }
  }
}
