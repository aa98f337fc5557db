// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Offramp that is running, as the build wrote it. */
public final class OfframpVersion {
  private static final String RESOURCE = "version.properties";
  private static final String CURRENT = load();

  private OfframpVersion() {}

  /** The version, such as {@code 0.1.0}; never blank. */
  public static String current() {
    return CURRENT;
  }

  private static String load() {
    try (InputStream in = OfframpVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            ("Cannot find Offramp's version: no resource %s beside %s (must be in the "
                    + "jar; rebuild it)")
                .formatted(RESOURCE, OfframpVersion.class.getName()));
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
