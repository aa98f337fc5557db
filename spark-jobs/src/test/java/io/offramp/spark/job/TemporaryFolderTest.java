// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Here it is closed; what a signal does is tried on a process, by {@code InterruptedBenchIT}. */
final class TemporaryFolderTest {
  @Test
  void close_folderWithFolders_deletesAll() throws IOException {
    Path path;
    try (TemporaryFolder folder = new TemporaryFolder("offramp-test")) {
      path = folder.path();
      assertThat(path).isEmptyDirectory();
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/c"), "x");
      Files.writeString(path.resolve(".d"), "x");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void close_folderWithALink_leavesWhatItPointsTo() throws IOException {
    try (TemporaryFolder other = new TemporaryFolder("offramp-test")) {
      Path kept = Files.writeString(other.path().resolve("kept"), "x");
      try (TemporaryFolder folder = new TemporaryFolder("offramp-test")) {
        Files.createSymbolicLink(folder.path().resolve("link"), other.path());
      }
      assertThat(kept).hasContent("x");
    }
  }

  @Test
  void close_folderThatIsGoneAlready_works() throws IOException {
    TemporaryFolder folder = new TemporaryFolder("offramp-test");
    Files.delete(folder.path());
    folder.close();
    assertThat(folder.path()).doesNotExist();
  }
}
