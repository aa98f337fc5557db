// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Puts a table that was written whole beside it into an output's place. */
interface TableSink {
  /** The summary's name in an output that is a folder. */
  String SUMMARY = TableWriter.SUMMARY;

  /** Where an output of that kind goes. */
  static TableSink of(SparkSession spark, OutputTable output) {
    Optional<String> name = TableName.of(output.location());
    if (name.isPresent()) {
      return new CatalogSink(spark, name.get(), output);
    }
    return LakeLibrary.of(output.format())
        .<TableSink>map(library -> new LakeSink(spark, output, library))
        .orElseGet(() -> new FolderSink(spark, output));
  }

  /**
   * Refuses an output that is taken, or is to be added to and cannot be.
   *
   * @param schema of the rows to come; partition columns among them
   * @throws TableException saying why
   */
  void requireFits(StructType schema);

  /** The format in which the table is written beside the output. */
  TableFormat stagedFormat();

  /** The columns by whose values it is written into folders there. */
  List<String> stagedFolders();

  /** A folder that the staged table may lie beside. */
  String near();

  /**
   * Puts the staged table into place.
   *
   * @param staged its folder, which may be moved away
   * @param schema of its rows
   * @param summary text for the file {@link #SUMMARY} in the output, where it is a folder
   */
  void publish(Path staged, StructType schema, Optional<String> summary);
}
