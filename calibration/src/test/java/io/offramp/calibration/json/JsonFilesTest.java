// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFilesTest {
  @Test
  void replace_fileThatIsThere_hasTheNewTextAlone(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a.json"), "old");
    JsonFiles.replace(file, "policy", "new");
    assertThat(file).hasContent("new");
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  @Test
  void replace_placeThatIsTaken_leavesNothingBehind(@TempDir Path folder) throws Exception {
    Path taken = folder.resolve("a.json");
    Files.createDirectories(taken.resolve("full"));
    assertThatThrownBy(() -> JsonFiles.replace(taken, "policy", "new"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot write policy " + taken);
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  @Test
  void text_bytesOfUtf8_areReadAndOthersAreRefused() {
    byte[] sound = "{\"label\": \"\u00e9\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(JsonFiles.text(sound, "policy", "hdfs:/p")).isEqualTo("{\"label\": \"\u00e9\"}");
    byte[] other = "\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> JsonFiles.text(other, "policy", "hdfs:/p"))
        .isInstanceOf(FileFormatException.class)
        .hasMessage(
            "Cannot read policy hdfs:/p: not UTF-8 text (must be UTF-8; copy or convert it)");
  }
}
