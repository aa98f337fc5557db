// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A folder of part files. A new table comes by one rename. A table is replaced by two, the old one
 * out of the way and the new one into its place, and deleted after that: at any time one of them is
 * there whole, under its name or beside it. Part files are added one by one, once all are written.
 */
final class FolderSink implements TableSink {
  private final SparkSession spark;
  private final Configuration hadoop;
  private final OutputTable output;

  FolderSink(SparkSession spark, OutputTable output) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.output = output;
  }

  @Override
  public TableFormat stagedFormat() {
    return output.format();
  }

  @Override
  public List<String> stagedFolders() {
    return output.partitionColumns();
  }

  @Override
  public String near() {
    return output.location();
  }

  @Override
  public void requireFits(StructType schema) {
    TableWriter.requireRepresentable(schema, output.format());
    if (output.mode() != TableWriter.Mode.APPEND || !hasFiles()) {
      return;
    }
    Optional<LakeLibrary> lake = LakeLibrary.at(output.location(), hadoop);
    TableFormat there =
        lake.map(LakeLibrary::format).orElseGet(() -> TableFiles.format(output.location(), hadoop));
    if (there != output.format()) {
      throw new TableException(
          "Cannot append to %s: it is a table of %s (say --output-format %s, or name another --output)"
              .formatted(output.location(), there.id(), there.id()));
    }
    InputTable old = FileTable.read(spark, output.location(), there, CorruptFiles.FAIL);
    if (!old.partitionColumns().equals(output.partitionColumns())) {
      throw new TableException(
          "Cannot append to %s: its folders are by the columns %s, the new rows' by %s (say --partition-by %s)"
              .formatted(
                  output.location(),
                  old.partitionColumns(),
                  output.partitionColumns(),
                  old.partitionColumns().isEmpty()
                      ? "''"
                      : String.join(",", old.partitionColumns())));
    }
    SameColumns.require(
        output.location(), old.rows().schema(), schema, there, output.partitionColumns());
  }

  private boolean hasFiles() {
    try {
      Path path = new Path(output.location());
      FileSystem files = path.getFileSystem(hadoop);
      return files.exists(path) && PartFiles.any(files, path);
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException(
          "Cannot write %s: %s".formatted(output.location(), e.getMessage()), e);
    }
  }

  @Override
  public void publish(Path staged, StructType schema, Optional<String> summary) {
    try {
      summary.ifPresent(text -> TableWriter.writeBeside(staged.toString(), SUMMARY, text, hadoop));
      TableWriter.writeBeside(staged.toString(), "_SUCCESS", "", hadoop);
      Path place = Folders.real(output.location(), hadoop);
      FileSystem files = place.getFileSystem(hadoop);
      if (!files.exists(place)) {
        Folders.move(staged, place, hadoop);
      } else if (output.mode() == TableWriter.Mode.APPEND) {
        PartFiles.add(files, staged, place, hadoop);
      } else if (output.mode() == TableWriter.Mode.OVERWRITE) {
        replace(files, staged, place);
      } else {
        throw new TableException(
            "Cannot write %s: it exists by now, though it did not when the run began"
                .formatted(output.location()));
      }
    } catch (IOException e) {
      throw new TableException(
          "Cannot write %s: %s".formatted(output.location(), e.getMessage()), e);
    }
  }

  private void replace(FileSystem files, Path staged, Path place) throws IOException {
    Path old = Folders.beside(place, "old");
    Folders.move(place, old, hadoop);
    try {
      Folders.move(staged, place, hadoop);
    } catch (IOException e) {
      Folders.move(old, place, hadoop);
      throw e;
    }
    files.delete(old, true);
  }
}
