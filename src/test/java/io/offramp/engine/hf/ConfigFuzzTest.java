// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Any text at all is a {@code config.json} that says what a model is, or is refused with a message.
 * In an ordinary build this reads the inputs in {@code ConfigFuzzTestInputs}; CONTRIBUTING.md says
 * how to look for new ones.
 */
final class ConfigFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void config(byte[] bytes) {
    try {
      ConfigFields fields =
          ConfigFields.parse(new String(bytes, StandardCharsets.UTF_8), "config.json");
      HfConfig config = Families.of(fields).config(fields);
      List<String> labels = config.labels();
      ConfigLabels.task(fields, labels);
      if (config.vocabularySize() < 0 || config.positions() < 0) {
        throw new IllegalStateException("sizes that no model has");
      }
    } catch (HfException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.startsWith("Cannot ") || message.contains("\n") || message.length() > 500) {
        throw new IllegalStateException("a message that nobody can read", e);
      }
    }
  }
}
