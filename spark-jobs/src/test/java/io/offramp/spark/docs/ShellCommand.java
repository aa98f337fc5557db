// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command as a shell would read it: continued lines joined, comments cut, quotes taken off.
 *
 * @param page where it stands
 * @param line of the page, from 1, that it begins in
 * @param text as it stands there, without comment
 * @param words of it
 */
record ShellCommand(String page, int line, String text, List<Word> words) {
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Z_]+=.*", Pattern.DOTALL);

  /**
   * A word.
   *
   * @param text without quotes
   * @param glob whether it has a star outside of quotes, which the shell replaces by file names
   */
  record Word(String text, boolean glob) {}

  /**
   * Reads a block.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  static List<ShellCommand> parse(String page, int firstLine, String block) {
    List<ShellCommand> commands = new ArrayList<>();
    List<String> lines = block.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int first = i;
      StringBuilder joined = new StringBuilder(lines.get(i));
      while (joined.toString().endsWith("\\")) {
        joined.setLength(joined.length() - 1);
        joined.append(lines.get(++i).stripLeading());
      }
      for (String part : new Splitter(joined.toString()).commands()) {
        List<Word> words = new Splitter(part).words();
        if (!words.isEmpty()) {
          commands.add(new ShellCommand(page, firstLine + first, part.strip(), words));
        }
      }
    }
    return commands;
  }

  /** Variables that are set for it alone, as {@code NAME=value}. */
  List<String> assignments() {
    return words.stream()
        .map(Word::text)
        .takeWhile(word -> ASSIGNMENT.matcher(word).matches())
        .toList();
  }

  /** What is run, and its arguments. */
  List<Word> call() {
    return words.subList(assignments().size(), words.size());
  }

  String program() {
    return call().isEmpty() ? "" : call().get(0).text();
  }

  @Override
  public String toString() {
    return "%s:%d: %s".formatted(page, line, text);
  }

  /** Splits a line without continuation. */
  private static final class Splitter {
    private final String line;
    private final StringBuilder word = new StringBuilder();
    private final List<Word> words = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private boolean inWord;
    private boolean glob;
    private int begin;
    private int end;

    Splitter(String line) {
      this.line = line;
      int at = 0;
      while (at < line.length() && !isComment(at)) {
        at = next(at);
      }
      end = at;
      endWord();
      commands.add(line.substring(begin, end));
    }

    List<Word> words() {
      return words;
    }

    List<String> commands() {
      return commands;
    }

    private boolean isComment(int at) {
      return line.charAt(at) == '#' && (at == 0 || Character.isWhitespace(line.charAt(at - 1)));
    }

    /** Reads one character, or what stands in quotes; returns what to go on at. */
    private int next(int at) {
      char c = line.charAt(at);
      if (c == '\'' || c == '"') {
        int close = line.indexOf(c, at + 1);
        if (close < 0) {
          throw new IllegalArgumentException(
              "Cannot read the shell line, a quote is open: " + line);
        }
        word.append(line, at + 1, close);
        inWord = true;
        return close + 1;
      }
      if (line.startsWith("&&", at)) {
        endWord();
        commands.add(line.substring(begin, at));
        begin = at + 2;
        return begin;
      }
      if (Character.isWhitespace(c)) {
        endWord();
      } else {
        word.append(c);
        inWord = true;
        glob |= c == '*';
      }
      return at + 1;
    }

    private void endWord() {
      if (inWord) {
        words.add(new Word(word.toString(), glob));
      }
      word.setLength(0);
      inWord = false;
      glob = false;
    }
  }
}
