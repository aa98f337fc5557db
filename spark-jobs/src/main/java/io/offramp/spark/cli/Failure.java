// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.ZipException;

/**
 * Turns a failure into what a user can act on: our own message if one is in the chain, else the
 * cause's. {@code OFFRAMP_DEBUG=1} adds the stack trace.
 */
final class Failure {
  private static final String OURS = "Cannot ";
  private static final Pattern FILE =
      Pattern.compile("(?:file:|hdfs:|s3a:)\\S+?(?=\\.?(?:[\\s,]|$))");
  private static final String READING = "while reading file";

  private Failure() {}

  static String message(Throwable failure) {
    String message = shortMessage(chain(failure));
    if (!"1".equals(System.getenv("OFFRAMP_DEBUG"))) {
      return message;
    }
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return message + System.lineSeparator() + trace;
  }

  private static String shortMessage(List<Throwable> chain) {
    Optional<String> ours =
        chain.stream().map(Failure::text).filter(text -> text.startsWith(OURS)).findFirst();
    if (ours.isPresent()) {
      return ours.get();
    }
    Throwable root = chain.get(chain.size() - 1);
    Optional<String> unreadable = unreadable(root, chain);
    if (unreadable.isPresent()) {
      return "Cannot read %s: %s".formatted(file(chain), unreadable.get());
    }
    if (root instanceof OutOfMemoryError) {
      return "Cannot go on: out of memory (give the JVM more with OFFRAMP_JAVA_OPTS=-Xmx8g, or use a smaller --batch-size)";
    }
    return root.getClass().getSimpleName() + ": " + firstLine(text(root));
  }

  /** What is wrong with a file, if that is what failed. */
  private static Optional<String> unreadable(Throwable root, List<Throwable> chain) {
    String text = text(root);
    if (text.contains("not a Parquet file")) {
      return Optional.of(
          "it is no Parquet file, or only part of one (name its true format with --input-format, or write it again)");
    }
    if (text.contains("not a gzip file")) {
      return Optional.of("it is no gzip file, whatever its name says (rename it, or pack it)");
    }
    boolean damaged =
        root instanceof EOFException
            || root instanceof ZipException
            || root instanceof DataFormatException
            || text.contains("gzip stream");
    if (damaged) {
      return Optional.of(
          "it is truncated or corrupt (write it again; other files were not the problem)");
    }
    boolean reading = chain.stream().anyMatch(failure -> text(failure).contains(READING));
    return reading && root instanceof IOException
        ? Optional.of(firstLine(text) + " (write it again, or correct its name)")
        : Optional.empty();
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable next = failure; next != null && !chain.contains(next); next = next.getCause()) {
      chain.add(next);
    }
    return chain;
  }

  private static String file(List<Throwable> chain) {
    for (Throwable failure : chain) {
      Matcher matcher = FILE.matcher(text(failure));
      if (matcher.find()) {
        return matcher.group();
      }
    }
    return "an input file";
  }

  private static String text(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getName());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
