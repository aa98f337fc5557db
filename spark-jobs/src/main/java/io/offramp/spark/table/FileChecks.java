// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** Checks of a table's files, by a job with a task for each. */
final class FileChecks {
  private static final int MOST_TASKS = 1000;

  private FileChecks() {}

  /** The files that are damaged, by path. */
  static List<DamagedFile> damaged(SparkSession spark, List<Path> files, TableFormat format) {
    if (files.isEmpty()) {
      return List.of();
    }
    SerializableConfiguration hadoop = configuration(spark);
    return new ArrayList<>(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(names(files), Math.min(files.size(), MOST_TASKS))
            .flatMap(name -> check(name, format, hadoop.value()).stream().iterator())
            .collect());
  }

  /**
   * Refuses Parquet files that disagree about a column's type, or that are damaged: Spark takes the
   * schema of one of them for all.
   *
   * @return whether some files lack columns that others have
   * @throws TableException naming the damaged files, or the column and two files
   */
  static boolean requireOneParquetSchema(SparkSession spark, String location, List<Path> files) {
    if (files.size() < 2) {
      return false;
    }
    SerializableConfiguration hadoop = configuration(spark);
    List<FileSchema> schemas =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(names(files), Math.min(files.size(), MOST_TASKS))
            .map(name -> schema(name, hadoop.value()))
            .collect();
    List<DamagedFile> damaged =
        schemas.stream()
            .filter(schema -> !schema.problem().isEmpty())
            .map(schema -> new DamagedFile(schema.file(), schema.problem()))
            .toList();
    if (!damaged.isEmpty()) {
      throw damage(location, damaged, files.size(), null);
    }
    return differ(location, schemas);
  }

  /**
   * Parquet files whose footers say that there is nothing in them, by name; damaged ones are not.
   */
  static List<String> withoutRows(SparkSession spark, List<Path> files) {
    SerializableConfiguration hadoop = configuration(spark);
    return files.isEmpty()
        ? List.of()
        : JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(names(files), Math.min(files.size(), MOST_TASKS))
            .filter(name -> FileCheck.isEmptyParquet(new Path(name), hadoop.value()))
            .collect();
  }

  /** What to say of damaged files. */
  static TableException damage(
      String location, List<DamagedFile> damaged, int files, @Nullable Throwable cause) {
    return new TableException(
        "Cannot read %s: %d of its %d files cannot be read: %s; write them again, or leave them out (score --skip-corrupt-files does)"
            .formatted(location, damaged.size(), files, DamagedFile.names(damaged)),
        cause);
  }

  private static boolean differ(String location, List<FileSchema> schemas) {
    Map<String, FileSchema> firstWith = new LinkedHashMap<>();
    TreeSet<Integer> widths = new TreeSet<>();
    for (FileSchema schema : schemas) {
      widths.add(schema.types().size());
      schema
          .types()
          .forEach(
              (column, type) -> {
                FileSchema first = firstWith.computeIfAbsent(column, name -> schema);
                String expected = first.types().get(column);
                if (!type.equals(expected)) {
                  throw new TableException(
                      "Cannot read %s: column '%s' is %s in %s, in %s it is %s (must be of one type; write the file again, or name files of one type with a glob)"
                          .formatted(
                              location, column, type, schema.file(), first.file(), expected));
                }
              });
    }
    return widths.size() > 1 || widths.first() < firstWith.size();
  }

  private static Optional<DamagedFile> check(String name, TableFormat format, Configuration hadoop)
      throws IOException {
    return FileCheck.problem(new Path(name), format, hadoop)
        .map(problem -> new DamagedFile(name, problem));
  }

  private static FileSchema schema(String name, Configuration hadoop) throws IOException {
    LinkedHashMap<String, String> types = new LinkedHashMap<>();
    ParquetToSparkSchemaConverter converter = new ParquetToSparkSchemaConverter(SQLConf.get());
    Optional<String> problem =
        FileCheck.problem(
            TableFormat.PARQUET,
            () -> {
              StructType schema =
                  converter.convert(FileCheck.parquetSchema(new Path(name), hadoop));
              for (StructField field : schema.fields()) {
                types.put(field.name(), field.dataType().catalogString());
              }
            });
    return new FileSchema(name, problem.orElse(""), types);
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(Path::toString).toList();
  }

  private static SerializableConfiguration configuration(SparkSession spark) {
    return new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
  }
}
