// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page of all commands is what the commands say; with a property set, it is written again. */
final class CommandsPageTest {
  private static final String WRITE = "offramp.docs.write";
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("../src/site/markdown/commands.md");

  @Test
  void page_committed_isWhatTheCommandsSay() throws IOException {
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, CommandsPage.write());
    }
    assertThat(Tables.read(PAGE))
        .as(
            "commands.md (write it again with ./mvnw -pl spark-jobs -am test -Dtest=CommandsPageTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true)",
            WRITE)
        .isEqualTo(CommandsPage.write());
  }

  @Test
  void page_everyOptionOfEveryCommand_isThere() {
    String page = CommandsPage.write();
    new CommandLine(Offramp.class)
        .getSubcommands()
        .forEach(
            (name, command) -> {
              int begin = page.indexOf("\n## " + name + "\n");
              assertThat(begin).as(name).isPositive();
              int end = page.indexOf("\n## ", begin + 1);
              String section = page.substring(begin, end < 0 ? page.length() : end);
              command
                  .getCommandSpec()
                  .options()
                  .forEach(
                      option -> {
                        String shared = page.substring(0, page.indexOf("\n## demo\n"));
                        assertThat(section + shared)
                            .as(name)
                            .contains("| `" + String.join(", ", option.names()));
                      });
            });
    assertThat(page).contains("Default: 100.").doesNotContain("DEFAULT-VALUE", "%%", "null");
  }
}
