// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How pages are read, and that what is wrong in them is found. */
final class PageRunTest {
  private final Path folder;

  PageRunTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static List<ShellCommand> parse(String block) {
    return ShellCommand.parse("page.md", 10, block);
  }

  private static List<String> words(ShellCommand command) {
    return command.call().stream().map(ShellCommand.Word::text).toList();
  }

  @Test
  void block_quotesCommentsAndContinuations_areReadAsByAShell() {
    List<ShellCommand> commands =
        parse(
            """
            X=1 a 'b c' "5% d"=e#f  # not this
            # nor this
            g \\
              --h i && j *.gz '*.k'
            """);
    assertThat(commands).extracting(ShellCommand::line).containsExactly(10, 12, 12);
    assertThat(words(commands.get(0))).containsExactly("a", "b c", "5% d=e#f");
    assertThat(commands.get(0).assignments()).containsExactly("X=1");
    assertThat(words(commands.get(1))).containsExactly("g", "--h", "i");
    assertThat(commands.get(2).words())
        .extracting(ShellCommand.Word::glob)
        .containsExactly(false, true, false);
  }

  @Test
  void mvnw_propertyThatNothingReads_isFound() {
    String name = "offramp." + folder.getFileName(); // written out, this file would be its reader
    assertThatThrownBy(() -> new MavenCall(Page.ROOT).check(List.of("-D" + name + "=3")))
        .hasMessage("there is no property " + name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "./offramp score --bundel b --input i --output o|score has no option --bundel",
        "./offramp scare --bundle b|there is no command scare",
        "./offramp inspect|Missing required parameter",
        "./offramp demo --out d --rows many|Invalid value for option '--rows'",
        "./offramp demo --out d --rows 0|Cannot score 0 rows",
        "spark-submit --class io.offramp.None x.jar score|there is no class io.offramp.None",
        "spark-submit --class io.offramp.spark.cli.Offramp offramp.jar demo|makes no jar offramp.jar",
        "spark-submit --clas io.offramp.None x.jar score|the test knows no option --clas",
        "./mvnw -pl nowhere test|there is no module nowhere",
        "./mvnw verify -Dit.test=NowhereIT|there is no test NowhereIT",
        "./mvnw verify -Pspark-2|there is no profile spark-2",
        "make everything|neither runs this nor says why not",
      })
  void command_thatIsWrong_isFound(String command, String message) {
    PageRun run = new PageRun(folder, new PageFolder(folder, folder, "page.md"));
    assertThatThrownBy(() -> run.run(parse(command).get(0))).hasMessageContaining(message);
  }
}
