// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void message_notParquet_saysSo() {
    Throwable failure =
        new IllegalStateException(
            "hdfs://host/a.parquet is not a Parquet file. Expected magic number at tail");
    assertThat(Failure.message(failure))
        .startsWith(
            "Cannot read hdfs://host/a.parquet: it is no Parquet file, or only part of one (name its true format with --input-format");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not a gzip file|it is no gzip file, whatever its name says",
        "gzip stream CRC failure|it is truncated or corrupt",
        "bad block header|bad block header (write it again",
      })
  void message_damagedFile_isNamedWithoutTheFullStopBehindIt(String cause, String problem) {
    Throwable failure =
        new IllegalStateException(
            "[FAILED_READ_FILE.NO_HINT] Encountered error while reading file file:/data/a.csv.gz. More",
            new IllegalStateException("Error reading from input", new IOException(cause)));
    assertThat(Failure.message(failure)).startsWith("Cannot read file:/data/a.csv.gz: " + problem);
    assertThat(Failure.message(new IOException("disk full"))).isEqualTo("IOException: disk full");
  }

  @Test
  void message_brokenPacking_saysItIsCorrupt() {
    assertThat(
            Failure.message(
                new IllegalStateException("file:/a.gz.", new ZipException("invalid block type"))))
        .startsWith("Cannot read file:/a.gz: it is truncated or corrupt");
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
