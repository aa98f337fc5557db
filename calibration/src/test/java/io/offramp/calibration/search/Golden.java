// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Reads golden files. */
final class Golden {
  private Golden() {}

  /** The lines of a file but the first, split at commas. */
  static List<String[]> rows(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(line -> line.split(",", -1)).toList();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read golden file " + name, e);
    }
  }

  /** Numbers with blanks between them. */
  static double[] numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}
