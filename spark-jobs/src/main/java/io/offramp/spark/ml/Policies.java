// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.json.Sha256;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;

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
   * @throws java.io.UncheckedIOException if it cannot be read at all
   */
  public static Read read(String location) {
    String json = UserTexts.read(KIND, location);
    return new Read(ExitPolicyParser.fromJson(json, location), Sha256.of(json));
  }
}
