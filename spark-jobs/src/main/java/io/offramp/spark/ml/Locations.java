// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;

/**
 * Where users say that a bundle or a policy is. A plain path and a {@code file:} URI are on the
 * machine that reads it, whatever Hadoop's default file system is; any other URI belongs to the
 * Hadoop file system of its scheme.
 */
final class Locations {
  /** One letter would be a drive. */
  private static final Pattern WITH_SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

  private static final String LOCAL = "file:";

  private Locations() {}

  static boolean isRemote(String location) {
    return WITH_SCHEME.matcher(location).matches() && !location.startsWith(LOCAL);
  }

  /**
   * A local location as a path.
   *
   * @param kind what messages call what is there
   * @throws IllegalArgumentException if it is no path
   */
  static Path local(String kind, String location) {
    try {
      if (!location.startsWith(LOCAL)) {
        return Path.of(location);
      }
      String path = URI.create(location).getPath();
      if (path != null) {
        return Path.of(path);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(noPath(kind, location), e);
    }
    throw new IllegalArgumentException(noPath(kind, location));
  }

  private static String noPath(String kind, String location) {
    return "Cannot open %s %s: it is no path (must be as /folder/name, or file:///folder/name with %%20 for a blank)"
        .formatted(kind, location);
  }

  /** Settings of Hadoop's file systems: the running session's, else those on the class path. */
  static Configuration hadoop() {
    var active = SparkSession.getActiveSession();
    var session = active.isDefined() ? active : SparkSession.getDefaultSession();
    return session.isDefined()
        ? session.get().sparkContext().hadoopConfiguration()
        : new Configuration();
  }

  /**
   * What a plain path that does not exist would be on Hadoop's default file system, which Spark
   * reads tables from; empty if that is the local one, or the path exists.
   */
  static Optional<String> elsewhere(Path path) {
    if (Files.exists(path) || !path.isAbsolute()) {
      return Optional.empty();
    }
    URI others = FileSystem.getDefaultUri(hadoop());
    if ("file".equals(others.getScheme())) {
      return Optional.empty();
    }
    return Optional.of(
        new org.apache.hadoop.fs.Path(path.toString())
            .makeQualified(others, new org.apache.hadoop.fs.Path("/"))
            .toString());
  }
}
