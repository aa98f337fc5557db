// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param name path in the repository
 * @param text Markdown
 */
record Page(String name, String text) {
  static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..").normalize();

  private static final Pattern FENCE =
      Pattern.compile("^( *)```(\\S*)\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");

  /**
   * A fenced block.
   *
   * @param language what stands behind the fence
   * @param line of the page, from 1, that is its first one
   * @param text without the fences
   */
  record Block(String language, int line, String text) {}

  static Page of(String name) {
    return new Page(name, Tables.read(ROOT.resolve(name)));
  }

  /** Every page: the ones at the root first, then those of the site, by name. */
  static List<Page> all() {
    List<Page> pages = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "notebooks/README.md")) {
      pages.add(of(name));
    }
    try (Stream<Path> files = Files.walk(ROOT.resolve("src/site/markdown"))) {
      files
          .map(file -> ROOT.relativize(file).toString())
          .filter(name -> name.endsWith(".md"))
          .sorted()
          .forEach(name -> pages.add(of(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Matcher fence = FENCE.matcher(text);
    while (fence.find()) {
      int line = 2 + (int) text.substring(0, fence.start()).chars().filter(c -> c == '\n').count();
      blocks.add(new Block(fence.group(2), line, fence.group(3)));
    }
    return blocks;
  }

  List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  /** The commands of its shell blocks, in order. */
  List<ShellCommand> commands() {
    List<ShellCommand> commands = new ArrayList<>();
    for (Block block : blocks("sh")) {
      commands.addAll(ShellCommand.parse(name, block.line(), block.text()));
    }
    return commands;
  }

  /** Code within sentences. */
  List<String> spans() {
    Matcher span = SPAN.matcher(FENCE.matcher(text).replaceAll(""));
    return span.results().map(found -> found.group(1)).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
