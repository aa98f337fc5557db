// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.json.JsonFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Small text files at a path, a {@code file:} URI, or a URI of a Hadoop file system. */
public final class UserTexts {
  private UserTexts() {}

  /**
   * The whole text of a file, read by the driver.
   *
   * @param kind what messages call such a file, such as {@code policy}
   * @throws io.offramp.calibration.json.FileFormatException if it is not UTF-8
   * @throws IllegalArgumentException if the location is no path
   * @throws UncheckedIOException if it cannot be read at all
   */
  public static String read(String kind, String location) {
    if (!Locations.isRemote(location)) {
      return JsonFiles.readText(Locations.local(kind, location), kind);
    }
    try {
      return JsonFiles.text(RemoteFiles.read(location, Locations.hadoop()), kind, location);
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(
          "Cannot read %s %s: there is no such file (correct the location, or copy it there)"
              .formatted(kind, location),
          e);
    } catch (IOException e) {
      throw failure(kind, location, e);
    }
  }

  /**
   * Whether there is a file.
   *
   * @throws IllegalArgumentException if the location is no path
   * @throws UncheckedIOException if its file system cannot be asked
   */
  public static boolean isFile(String kind, String location) {
    if (!Locations.isRemote(location)) {
      return Files.isRegularFile(Locations.local(kind, location));
    }
    try {
      return RemoteFiles.isFile(location, Locations.hadoop());
    } catch (IOException e) {
      throw failure(kind, location, e);
    }
  }

  private static UncheckedIOException failure(String kind, String location, IOException e) {
    return new UncheckedIOException(
        "Cannot read %s %s: %s".formatted(kind, location, e.getMessage()), e);
  }
}
