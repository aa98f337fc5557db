// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads files that came to a table whose columns are known from those before them. Files that are
 * gone, damaged, or of other columns fail the batch or are left out, each by name and reason.
 */
public final class FileBatch {
  private final SparkSession spark;
  private final String location;
  private final Optional<TableFormat> given;
  private final CorruptFiles corrupt;

  /**
   * Reads files of a location.
   *
   * @param given how to read them; empty: by their names
   */
  public FileBatch(
      SparkSession spark, String location, Optional<TableFormat> given, CorruptFiles corrupt) {
    this.spark = spark;
    this.location = location;
    this.given = given;
    this.corrupt = corrupt;
  }

  /**
   * Reads them.
   *
   * @param columns that files before these had; empty: there were none
   * @return with no columns if no file is left; {@link InputTable#skipped} names those that were
   *     left out, and those that hold nothing
   * @throws TableException naming all files that are left out, if none may be
   */
  public InputTable read(List<Path> files, Optional<StructType> columns) {
    TableFormat format = given.orElseGet(() -> format(files));
    List<DamagedFile> empty = new ArrayList<>();
    List<DamagedFile> damaged = new ArrayList<>();
    List<Path> whole = without(files, damaged(files, format, damaged));
    List<Path> filled = without(whole, empty(whole, format, empty));
    List<Path> fitting =
        columns.isEmpty()
            ? filled
            : without(filled, drifted(filled, format, columns.get(), damaged));
    if (!damaged.isEmpty() && corrupt == CorruptFiles.FAIL) {
      throw FileChecks.damage(location, damaged, files.size(), null);
    }
    damaged.addAll(empty);
    if (fitting.isEmpty()) {
      return new InputTable(spark.emptyDataFrame(), List.of(), damaged, List.of());
    }
    InputTable table = FileTable.of(spark, location, fitting, format, columns);
    List<String> notes = format == TableFormat.JSONL ? JsonKinds.notes(spark, fitting) : List.of();
    return new InputTable(table.rows(), table.partitionColumns(), damaged, notes);
  }

  /**
   * Does something with rows that were read; where that fails since files are damaged, says which.
   *
   * @throws TableException naming them; any other failure goes on as it is
   */
  public void naming(List<Path> files, Runnable work) {
    ReadFailures.naming(
        spark,
        location,
        () -> files,
        given.isPresent() ? given : Optional.of(format(files)),
        () -> {
          work.run();
          return true;
        });
  }

  private TableFormat format(List<Path> files) {
    Set<TableFormat> formats =
        files.stream()
            .map(
                file ->
                    TableFormat.ofFile(file.getName())
                        .orElseThrow(
                            () ->
                                new TableException(
                                    "Cannot tell the format of %s (must end in .jsonl, .csv, .parquet, .txt or .orc, packed or not; or say --input-format)"
                                        .formatted(file))))
            .collect(Collectors.toSet());
    if (formats.size() > 1) {
      throw new TableException(
          "Cannot read the new files of %s: they have formats %s (must be one; name the files of one with a glob)"
              .formatted(location, formats.stream().map(TableFormat::id).sorted().toList()));
    }
    return formats.iterator().next();
  }

  /**
   * Where files may be left out all are read first; else what is gone is all that must be known.
   */
  private List<DamagedFile> damaged(List<Path> files, TableFormat format, List<DamagedFile> all) {
    List<DamagedFile> found =
        corrupt == CorruptFiles.SKIP
            ? FileChecks.damaged(spark, files, format)
            : files.stream()
                .filter(file -> length(file).isEmpty())
                .map(file -> new DamagedFile(file.toString(), "it is gone"))
                .toList();
    all.addAll(found);
    return found;
  }

  private List<DamagedFile> empty(List<Path> files, TableFormat format, List<DamagedFile> all) {
    Set<String> empty =
        format == TableFormat.PARQUET
            ? Set.copyOf(FileChecks.withoutRows(spark, files))
            : files.stream()
                .filter(file -> length(file).equals(Optional.of(0L)))
                .map(Path::toString)
                .collect(Collectors.toSet());
    List<DamagedFile> found =
        files.stream()
            .filter(file -> empty.contains(file.toString()))
            .map(file -> new DamagedFile(file.toString(), "it holds no rows"))
            .toList();
    all.addAll(found);
    return found;
  }

  private List<DamagedFile> drifted(
      List<Path> files, TableFormat format, StructType columns, List<DamagedFile> all) {
    List<DamagedFile> found = new ColumnDrift(spark, location, format, columns).of(files);
    all.addAll(found);
    return found;
  }

  private Optional<Long> length(Path file) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      return Optional.of(file.getFileSystem(hadoop).getFileStatus(file).getLen());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new TableException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<Path> without(List<Path> files, List<DamagedFile> left) {
    Set<String> names = left.stream().map(DamagedFile::file).collect(Collectors.toSet());
    return files.stream().filter(file -> !names.contains(file.toString())).toList();
  }
}
