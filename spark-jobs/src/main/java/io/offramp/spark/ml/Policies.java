// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.json.JsonFiles;
import io.offramp.calibration.json.Sha256;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Finds policies by the strings that users give. */
public final class Policies {
  private static final String KIND = "policy";

  private Policies() {}

  /**
   * A policy's file.
   *
   * @param policy that it holds
   * @param sha256 of the file's bytes
   */
  public record Read(ExitPolicy policy, String sha256) {}

  /**
   * Reads the policy at a path, a {@code file:} URI, or a URI of a Hadoop file system. The driver
   * reads it; tasks are sent its text.
   *
   * @throws io.offramp.calibration.json.FileFormatException if it is no policy
   * @throws IllegalArgumentException if the location is no path
   * @throws UncheckedIOException if it cannot be read at all
   */
  public static Read read(String location) {
    String json = Locations.isRemote(location) ? remote(location) : local(location);
    return new Read(ExitPolicyParser.fromJson(json, location), Sha256.of(json));
  }

  private static String local(String location) {
    return JsonFiles.readText(Locations.local(KIND, location), KIND);
  }

  private static String remote(String location) {
    try {
      return JsonFiles.text(RemoteFiles.read(location, Locations.hadoop()), KIND, location);
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(
          "Cannot read policy %s: there is no such file (correct the location, or copy it there)"
              .formatted(location),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read policy %s: %s".formatted(location, e.getMessage()), e);
    }
  }
}
