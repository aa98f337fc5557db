// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagingTest {
  private static final Configuration HADOOP = new Configuration();

  private final Path folder;

  StagingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void staging_leftByARunThatWasKilled_isDeletedByTheNext() throws Exception {
    Path left = leftover("_offramp-out-staging-0123abcd");

    try (Staging staging = new Staging(folder.resolve("out").toString(), HADOOP)) {
      assertThat(left).doesNotExist();
      assertThat(local(staging)).exists();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void staging_ofARunThatIsAlive_stays() {
    try (Staging alive = new Staging(folder.resolve("out").toString(), HADOOP);
        Staging next = new Staging(folder.resolve("out").toString(), HADOOP)) {
      assertThat(local(alive)).exists();
      assertThat(local(next)).exists();
    }
  }

  @Test
  void staging_killedWhileRowsWerePutIntoPlace_stays() throws Exception {
    Staging killed = new Staging(folder.resolve("out").toString(), HADOOP);
    killed.beginPublishing();
    Files.writeString(local(killed).resolve("part-0"), "the only copy");

    try (Staging next = new Staging(folder.resolve("out").toString(), HADOOP)) {
      assertThat(local(next)).exists();
      assertThat(local(killed).resolve("part-0")).exists();
    }
    killed.close();
  }

  @Test
  void staging_ofAnotherOutputOrNoneOfOurs_stays() throws Exception {
    Path other = leftover("_offramp-outer-staging-0123abcd");
    Path longer = leftover("_offramp-out-staging-of-something-else");
    Path plain = Files.createDirectories(folder.resolve("_offramp-out-staging-89abcdef"));

    new Staging(folder.resolve("out").toString(), HADOOP).close();

    assertThat(other).exists();
    assertThat(longer).exists();
    assertThat(plain).exists();
  }

  /** As a killed process leaves it: with a lock file that nobody has locked any more. */
  private Path leftover(String name) throws IOException {
    Path left = folder.resolve(name);
    FolderLock.of(left.toString(), HADOOP).close();
    Files.createDirectories(left.resolve("rows/_temporary"));
    return left;
  }

  private static Path local(Staging staging) {
    return Path.of(staging.path().toUri().getPath());
  }
}
