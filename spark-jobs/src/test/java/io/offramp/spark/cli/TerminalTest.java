// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TerminalTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err));

  @Test
  void table_columns_areAligned() {
    terminal.table(List.of(List.of("exit", "rows"), List.of("1", "1,234"), List.of("2", "5")));
    assertThat(out.toString().lines()).containsExactly("exit   rows", "1     1,234", "2         5");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void printAndLog_lines_goToTheirStreams() {
    terminal.print("result");
    terminal.log("remark");
    assertThat(out.toString().lines()).containsExactly("result");
    assertThat(err.toString().lines()).containsExactly("remark");
  }

  @Test
  void show_manyLinesAtOnce_areHeldBack() {
    for (int i = 0; i < 1000; i++) {
      terminal.show("row " + i);
    }
    assertThat(err.toString().lines()).hasSizeLessThan(2);
    assertThat(out.toString()).isEmpty();
  }
}
