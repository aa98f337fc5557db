// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Table formats that come with a library of their own, which users put on the class path: Offramp
 * neither ships nor needs them.
 */
public enum LakeLibrary {
  /** Delta Lake; a table is a folder with a {@code _delta_log}. */
  DELTA(
      TableFormat.DELTA,
      "Delta",
      "io.delta.sql.DeltaSparkSessionExtension",
      "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
  /** Apache Iceberg; a table is a folder with {@code metadata/*.metadata.json}. */
  ICEBERG(
      TableFormat.ICEBERG,
      "Iceberg",
      "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
      null);

  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String SESSION_CATALOG = "spark.sql.catalog.spark_catalog";

  private static final String ICEBERG_CATALOG = "spark.sql.catalog.default_iceberg";

  private final TableFormat format;
  private final String title;
  private final String extension;
  private final @Nullable String catalog;

  LakeLibrary(TableFormat format, String title, String extension, @Nullable String catalog) {
    this.format = format;
    this.title = title;
    this.extension = extension;
    this.catalog = catalog;
  }

  /** The library of a format; empty: Spark reads it by itself. */
  static Optional<LakeLibrary> of(TableFormat format) {
    for (LakeLibrary library : values()) {
      if (library.format == format) {
        return Optional.of(library);
      }
    }
    return Optional.empty();
  }

  /** Its format. */
  TableFormat format() {
    return format;
  }

  /** Its name in messages. */
  String title() {
    return title;
  }

  /** What these libraries, if they are there, want of a session that sets nothing else. */
  public static Map<String, String> sessionSettings() {
    Map<String, String> settings = new TreeMap<>();
    List<String> extensions = new ArrayList<>();
    for (LakeLibrary library : values()) {
      if (library.isThere()) {
        extensions.add(library.extension);
        if (library.catalog != null) {
          settings.put(SESSION_CATALOG, library.catalog);
        }
      }
    }
    if (!extensions.isEmpty()) {
      settings.put(EXTENSIONS, String.join(",", extensions));
    }
    return settings;
  }

  /**
   * The library of the table at a path, told by its folder; a Delta table read as plain Parquet
   * would show rows that were deleted.
   *
   * @throws TableException if the file system cannot be asked
   */
  static Optional<LakeLibrary> at(String location, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(hadoop);
      if (files.exists(new Path(path, "_delta_log"))) {
        return Optional.of(DELTA);
      }
      Path metadata = new Path(path, "metadata");
      boolean iceberg =
          files.exists(metadata)
              && files.listStatus(metadata, file -> file.getName().endsWith(".metadata.json"))
                      .length
                  > 0;
      return iceberg ? Optional.of(ICEBERG) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /**
   * Makes a session ready for tables by their folder. Iceberg asks a catalog for them, by default
   * one of Hive, whose classes it does not bring; folders need none, so it gets one of Hadoop.
   *
   * @param verb such as "read", for the refusal
   * @throws TableException if the library is not there, with the coordinates to add
   */
  void prepare(SparkSession spark, String verb, String location) {
    require(verb, location, spark.version());
    if (this == ICEBERG && spark.conf().getOption(ICEBERG_CATALOG).isEmpty()) {
      spark.conf().set(ICEBERG_CATALOG, "org.apache.iceberg.spark.SparkCatalog");
      spark.conf().set(ICEBERG_CATALOG + ".type", "hadoop");
      spark.conf().set(ICEBERG_CATALOG + ".warehouse", spark.conf().get("spark.sql.warehouse.dir"));
    }
  }

  /**
   * Refuses to go on without the library.
   *
   * @param verb such as "read"
   * @param sparkVersion such as 4.0.1
   * @throws TableException with the coordinates to add
   */
  void require(String verb, String location, String sparkVersion) {
    if (!isThere()) {
      throw new TableException(
          "Cannot %s %s: it is a table of %s, whose library is not on the class path (add --packages %s to spark-submit, or its jars to OFFRAMP_CLASSPATH)"
              .formatted(verb, location, title, coordinates(sparkVersion)));
    }
  }

  String coordinates(String sparkVersion) {
    boolean three = sparkVersion.startsWith("3.");
    String scala = three ? "2.12" : "2.13";
    if (this == DELTA) {
      return "io.delta:delta-spark_%s:%s".formatted(scala, three ? "3.3.2" : "4.0.0");
    }
    String line = three ? "3.5" : "4.0";
    return "org.apache.iceberg:iceberg-spark-runtime-%s_%s:1.10.0".formatted(line, scala);
  }

  private boolean isThere() {
    ClassLoader own = LakeLibrary.class.getClassLoader();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      Class.forName(extension, false, loader == null ? own : loader);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
