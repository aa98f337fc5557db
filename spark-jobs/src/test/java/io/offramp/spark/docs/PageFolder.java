// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import io.offramp.spark.cli.Cli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder that a page's commands work in, its root too: {@code /data} and {@code hdfs:///models}
 * are folders of it. What a command reads and none before it has written is put there first.
 */
final class PageFolder {
  private static final Path MODULE =
      Page.ROOT.resolve("src/test/resources/io/offramp/engine/module");

  private final Path folder;
  private final Path news;
  private final String page;

  /** What was put there, and gives way to what a command writes. */
  private final Set<Path> put = new HashSet<>();

  /**
   * @param folder empty
   * @param news where {@code news.bundle}, {@code news.traces} and {@code news.policy.json} are;
   *     may be the folder itself
   * @param page whose commands are run
   */
  PageFolder(Path folder, Path news, String page) {
    this.folder = folder;
    this.news = news;
    this.page = page;
  }

  /** Where a path of the page is. */
  Path at(String path) {
    String relative = path.replaceFirst("^([a-z0-9]+):/+", "$1/").replaceFirst("^/+", "");
    return folder.resolve(relative).normalize();
  }

  /** What a pattern of the page comes to in a shell, as the page would name it; at least one. */
  List<String> expand(String glob) {
    if (page.endsWith("trace-format.md")) {
      SmallTables.traces(folder);
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> found =
          files
              .map(folder::relativize)
              .filter(matcher::matches)
              .map(Path::toString)
              .sorted()
              .toList();
      return found.isEmpty() ? List.of(glob) : found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sees to it that what an option names is there to be read. */
  void provide(String option, String value) {
    Path place = at(value);
    if (value.contains("*")) {
      expand(value);
    } else if (!Files.exists(place)) {
      make(option, place);
      put.add(place);
    }
  }

  private void make(String option, Path place) {
    switch (option) {
      case "--data", "--dev", "--input" -> SmallTables.rows(place, SmallTables.Labels.of(page));
      case "--bundle", "--init", "BUNDLE" -> bundle(place);
      case "--policy" -> copy(news.resolve("news.policy.json"), place);
      case "--traces" -> traces(place);
      case "--from" -> export(place);
      case "--torchscript", "--manifest" -> {
        copy(MODULE.resolve(place.getFileName()), place);
        copy(MODULE.resolve("tokenizer.json"), place.resolveSibling("tokenizer.json"));
      }
      default ->
          throw new IllegalArgumentException(
              "%s reads %s, which no command before wrote, and the test knows no such file"
                  .formatted(option, place));
    }
  }

  private void traces(Path place) {
    if (page.endsWith("trace-format.md")) {
      SmallTables.traces(folder);
    } else {
      copy(news.resolve("news.traces"), place);
    }
  }

  /**
   * The README's bundle; for the page about traces one of the classes and exits of its SmallTables.
   */
  private void bundle(Path place) {
    if (!page.endsWith("trace-format.md")) {
      copy(news.resolve("news.bundle"), place);
      return;
    }
    Path rows = folder.resolve("sports-and-politics.jsonl");
    SmallTables.sportsAndPolitics(rows);
    List<String> train =
        List.of("train", "--layers", "2", "--data", rows.toString(), "--dev", rows.toString());
    done(Stream.concat(train.stream(), Stream.of("--out", place.toString())).toList());
  }

  private void export(Path place) {
    String bundle = news.resolve("news.bundle").toString();
    done(List.of("export", "--bundle", bundle, "--out", place.toString()));
  }

  private static void done(List<String> arguments) {
    Cli run = Cli.run(SmallSizes.of(arguments).toArray(new String[0]));
    if (run.code() != 0) {
      throw new IllegalStateException(arguments + " ended with " + run.code() + ": " + run.err());
    }
  }

  /** Rows for programs that are no commands of ours, by the names of files. */
  void provideRows(String name) {
    if (!Files.exists(at(name))) {
      SmallTables.rows(at(name));
    }
  }

  /** Takes away what was put where a command will write. */
  void clear(String output) {
    if (put.remove(at(output))) {
      delete(at(output));
    }
  }

  /** Fills in the labels that a command asked for. */
  void fillIn(String file) {
    SmallTables.fillIn(at(file));
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!Files.exists(target)) {
          Files.createDirectories(target.toAbsolutePath().getParent());
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path place) {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
