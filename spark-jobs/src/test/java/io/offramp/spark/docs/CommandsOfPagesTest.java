// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of every page runs, on small tables and with small encoders, and writes what it
 * names. The README comes first: what its commands make is what other pages begin with.
 */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandsOfPagesTest {
  private static final String README = "README.md";

  private static final Set<String> LANGUAGES =
      Set.of("sh", "text", "java", "python", "sql", "json", "csv", "properties");

  /** Options of other programs that pages speak of. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "--conf",
          "--packages",
          "--properties-file",
          "--jars",
          "--class",
          "--help",
          "--py-files",
          "--driver-memory",
          "--executor-memory");

  private final SparkSession spark;
  private final Path folder;
  private boolean readmeHasRun;

  CommandsOfPagesTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  static Stream<Page> pages() {
    return Page.all().stream();
  }

  static Stream<Page> pagesWithCommands() {
    return pages().filter(page -> !page.commands().isEmpty());
  }

  private Path news() throws IOException, InterruptedException {
    Path news = folder.resolve(README);
    if (!readmeHasRun) {
      readmeHasRun = true;
      run(Page.of(README), news, news);
    }
    assertThat(news.resolve("news.policy.json")).as("what the README's commands make").exists();
    return news;
  }

  private void run(Page page, Path place, Path news) throws IOException, InterruptedException {
    Files.createDirectories(place);
    PageRun run = new PageRun(place, new PageFolder(place, news, page.name()));
    for (ShellCommand command : page.commands()) {
      try {
        run.run(command);
      } catch (IllegalArgumentException e) {
        throw new AssertionError("%s: %s".formatted(command, e.getMessage()), e);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pagesWithCommands")
  void commands_ofAPage_doWhatTheySay(Page page) throws IOException, InterruptedException {
    Path news = news();
    if (!page.name().equals(README)) {
      run(page, folder.resolve(page.name()), news);
    }
    assertThat(spark.sparkContext().isStopped()).isFalse();
  }

  @Test
  void pages_shellBlocks_areFound() {
    assertThat(pagesWithCommands().mapToInt(page -> page.commands().size()).sum())
        .isGreaterThan(60);
  }

  @Test
  void commands_thatAreListedAsNotRun_standInSomePage() {
    Set<String> left = new HashSet<>(PageRun.NOT_RUN.keySet());
    pages()
        .flatMap(page -> page.commands().stream())
        .forEach(command -> left.removeIf(beginning -> command.text().startsWith(beginning)));
    assertThat(left).as("take them off the list").isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void blocks_ofAPage_sayTheirLanguage(Page page) {
    assertThat(page.blocks())
        .allSatisfy(
            block ->
                assertThat(LANGUAGES)
                    .as(
                        "the block at %s:%d (commands are sh, other text is text)",
                        page, block.line())
                    .contains(block.language()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void options_inSentences_areOptionsOfTheirCommands(Page page) {
    Set<String> all = OfframpCall.options();
    for (String span : page.spans()) {
      List<String> words = new ArrayList<>(List.of(span.split(" +", -1)));
      if (words.get(0).equals("./mvnw")) {
        List<String> call =
            ShellCommand.parse(page.name(), 1, span).get(0).words().stream()
                .map(ShellCommand.Word::text)
                .toList();
        new MavenCall(Page.ROOT).check(call.subList(1, call.size()));
      }
      words.remove("./offramp");
      if (!words.isEmpty() && OfframpCall.commands().contains(words.get(0))) {
        assertThat(OfframpCall.unknownOptions(words)).as("%s: %s", page, span).isEmpty();
      } else if (!words.isEmpty() && words.get(0).matches("--[a-z][a-z-]+")) {
        assertThat(all.contains(words.get(0)) || OF_OTHERS.contains(words.get(0)))
            .as("%s: %s is an option of no command", page, span)
            .isTrue();
      }
    }
  }
}
