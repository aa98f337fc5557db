// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts on the class path that pages are put together from. */
final class Resources {
  private Resources() {}

  /** One of this package's own. */
  static String own(String name) {
    return text("/io/offramp/calibration/report/" + name);
  }

  /**
   * A text by its absolute name.
   *
   * @throws IllegalStateException if the class path lacks it, as a jar that was put together wrong
   */
  static String text(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "Cannot draw a report: %s is not on the class path (build Offramp again)"
                .formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read %s: %s".formatted(name, e), e);
    }
  }
}
