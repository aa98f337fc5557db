// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.ProgressSink;
import java.io.PrintWriter;
import java.util.List;

/**
 * Prints progress, lines and tables. On a terminal the progress line is rewritten in place; in a
 * log it is printed now and then.
 */
final class Terminal implements ProgressSink {
  private static final long ON_SCREEN_NANOS = 500_000_000L;
  private static final long IN_LOG_NANOS = 10_000_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;

  @SuppressWarnings("SystemConsoleNull") // on Java 17 and 21 null means redirected
  private final boolean interactive = System.console() != null;

  private long lastShown = System.nanoTime();
  private int lineWidth;

  Terminal(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public synchronized void show(String line) {
    long now = System.nanoTime();
    if (now - lastShown < (interactive ? ON_SCREEN_NANOS : IN_LOG_NANOS)) {
      return;
    }
    lastShown = now;
    if (interactive) {
      err.print("\r" + line + " ".repeat(Math.max(0, lineWidth - line.length())));
      lineWidth = line.length();
    } else {
      err.println(line);
    }
    err.flush();
  }

  @Override
  public void note(String line) {
    log(line);
  }

  /** A line about how things go; it stays. */
  synchronized void log(String line) {
    clearProgress();
    err.println(line);
    err.flush();
  }

  /** A line of the result. */
  synchronized void print(String line) {
    clearProgress();
    out.println(line);
    out.flush();
  }

  /**
   * A table of the result, columns aligned.
   *
   * @param rows the header first
   */
  void table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        String fill = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? cell + fill : "  " + fill + cell);
      }
      print(line.toString());
    }
  }

  private void clearProgress() {
    if (lineWidth > 0) {
      err.print("\r" + " ".repeat(lineWidth) + "\r");
      lineWidth = 0;
    }
  }
}
