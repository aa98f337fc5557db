// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.table.LakeLibrary;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command with a Spark session takes. */
final class SparkOptions extends LocalOptions {
  private static final String LOCAL = "local[*]";
  private static final String PAGE = "spark.buffer.pageSize";

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Spark master, such as local[2] or spark://host:7077. Default: what spark-submit says, else local[*].")
  @Nullable String master;

  /** A session; under {@code spark-submit} the one that it configured. */
  SparkSession session(String command) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("offramp " + command)
            .config("spark.executor.heartbeatInterval", "2s");
    LakeLibrary.sessionSettings()
        .forEach(
            (key, value) -> {
              if (System.getProperty(key) == null) {
                builder.config(key, value);
              }
            });
    boolean submitted = System.getProperty("spark.submit.deployMode") != null;
    if (master != null) {
      builder.master(master);
    } else if (System.getProperty("spark.master") == null) {
      builder.master(LOCAL);
    }
    if (!submitted) {
      builder.config("spark.log.level", "WARN");
      if (System.getProperty(PAGE) == null) {
        builder.config(PAGE, "4m"); // a sort of few rows would take 64 MiB of a large heap
      }
      if (System.getProperty("spark.ui.enabled") == null) {
        builder.config("spark.ui.enabled", "false");
      }
      if (master != null && !master.startsWith("local")) {
        builder.config("spark.jars", applicationJar());
      }
    }
    return builder.getOrCreate();
  }

  private static String applicationJar() {
    try {
      return Path.of(SparkOptions.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find the application's jar: " + e.getMessage(), e);
    }
  }
}
