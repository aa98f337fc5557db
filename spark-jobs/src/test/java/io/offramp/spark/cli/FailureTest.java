// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class FailureTest {
  @Test
  void message_ourOwnInTheChain_isTaken() {
    Throwable failure =
        new IllegalStateException(
            "Job aborted: a lot of text",
            new IllegalArgumentException(
                "Cannot read x (do y)", new IOException("Cannot go deeper")));
    assertThat(Failure.message(failure)).isEqualTo("Cannot read x (do y)");
  }

  @Test
  void message_foreignFailure_isTheFirstLineOfItsRoot() {
    Throwable failure =
        new IllegalStateException("outer", new ArithmeticException("first line\n\tat second"));
    assertThat(Failure.message(failure)).isEqualTo("ArithmeticException: first line");
  }

  @Test
  void message_failureWithoutText_namesItsClass() {
    assertThat(Failure.message(new NullPointerException()))
        .isEqualTo("NullPointerException: java.lang.NullPointerException");
  }

  @Test
  void message_endOfFile_namesTheFileIfAnyoneDid() {
    Throwable failure =
        new IOException("Error while reading file:/data/a.jsonl.gz, twice", new EOFException());
    assertThat(Failure.message(failure))
        .startsWith("Cannot read file:/data/a.jsonl.gz: it is truncated or corrupt");
    assertThat(Failure.message(new EOFException()))
        .startsWith("Cannot read an input file: it is truncated or corrupt");
  }

  @Test
  void message_notParquet_saysItIsCorrupt() {
    Throwable failure =
        new IllegalStateException(
            "hdfs://host/a.parquet is not a Parquet file. Expected magic number at tail");
    assertThat(Failure.message(failure))
        .startsWith("Cannot read hdfs://host/a.parquet: it is truncated or corrupt");
  }

  @Test
  void message_outOfMemory_saysHowToGiveMore() {
    assertThat(Failure.message(new IllegalStateException("x", new OutOfMemoryError("heap"))))
        .startsWith("Cannot go on: out of memory")
        .contains("OFFRAMP_JAVA_OPTS", "--batch-size");
  }

  @Test
  void message_causesInACircle_ends() {
    IllegalStateException one = new IllegalStateException("one");
    IllegalStateException two = new IllegalStateException("two", one);
    one.initCause(two);
    assertThat(Failure.message(one)).isEqualTo("IllegalStateException: two");
  }
}
