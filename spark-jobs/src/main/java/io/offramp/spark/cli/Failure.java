// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import java.io.EOFException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a failure into what a user can act on: our own message if one is in the chain, else the
 * cause's. {@code OFFRAMP_DEBUG=1} adds the stack trace.
 */
final class Failure {
  private static final String OURS = "Cannot ";
  private static final Pattern FILE = Pattern.compile("(?:file:|hdfs:|s3a:)\\S+?(?=[\\s,]|$)");

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
    if (root instanceof EOFException || text(root).contains("not a Parquet file")) {
      return "Cannot read %s: it is truncated or corrupt (write it again; other files were not the problem)"
          .formatted(file(chain));
    }
    if (root instanceof OutOfMemoryError) {
      return "Cannot go on: out of memory (give the JVM more with OFFRAMP_JAVA_OPTS=-Xmx8g, or use a smaller --batch-size)";
    }
    return root.getClass().getSimpleName() + ": " + firstLine(text(root));
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
