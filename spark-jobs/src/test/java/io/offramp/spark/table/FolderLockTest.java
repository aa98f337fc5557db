// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderLockTest {
  private static final long LIMIT_SECONDS = 60;

  private final Path folder;

  FolderLockTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Takes the lock of its first argument, says so, and waits to be killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws InterruptedException {
      FolderLock lock = FolderLock.of(arguments[0], new Configuration());
      System.out.println("has it " + lock.hashCode());
      TimeUnit.SECONDS.sleep(LIMIT_SECONDS);
      lock.close();
    }
  }

  @Test
  void of_folderThatThisProcessHas_isRefusedUntilItIsClosed() {
    FolderLock lock = FolderLock.of(at("new/folder"), new Configuration());

    assertThatThrownBy(() -> FolderLock.of("file:" + at("new/folder"), new Configuration()))
        .isInstanceOf(TableException.class)
        .hasMessageStartingWith("Cannot use file:")
        .hasMessageContaining("process " + ProcessHandle.current().pid());
    assertThat(FolderLock.isOrphan(folder.resolve("new/folder"))).isFalse();
    lock.close();
    assertThatCode(() -> FolderLock.of(at("new/folder"), new Configuration()).close())
        .doesNotThrowAnyException();
  }

  @Test
  void of_folderThatAnotherProcessHas_isRefusedUntilThatIsKilled() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                at("taken"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out = holder.inputReader()) {
      assertThat(out.readLine()).startsWith("has it");
      for (int tries = 0; tries < 2; tries++) { // a refusal must not take the lock from its holder
        assertThatThrownBy(() -> FolderLock.of(at("taken"), new Configuration()))
            .isInstanceOf(TableException.class)
            .hasMessageContaining("another run has it, process " + holder.pid());
        assertThat(FolderLock.isOrphan(folder.resolve("taken"))).isFalse();
      }
    } finally {
      holder.destroyForcibly();
    }
    assertThat(holder.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(FolderLock.isOrphan(folder.resolve("taken"))).isTrue();
    FolderLock.of(at("taken"), new Configuration()).close();
  }

  @Test
  void of_folderThatIsAFile_saysSo() throws Exception {
    Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> FolderLock.of(at("file"), new Configuration()))
        .isInstanceOf(TableException.class)
        .hasMessageStartingWith("Cannot use " + at("file"));
  }

  @Test
  void isOrphan_folderOfAnotherMachineOrOfNobody_isNot() throws Exception {
    assertThat(FolderLock.isOrphan(folder)).isFalse();
    Files.writeString(folder.resolve("_offramp.lock"), "12@elsewhere");
    assertThat(FolderLock.isOrphan(folder)).isFalse();
  }

  @Test
  void remove_folder_isNoOrphanAfterwards() {
    FolderLock.of(at("kept"), new Configuration()).remove();

    assertThat(FolderLock.isOrphan(folder.resolve("kept"))).isFalse();
    assertThat(folder.resolve("kept")).isEmptyDirectory();
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }
}
