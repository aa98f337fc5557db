// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import io.offramp.engine.fixture.TinyBundle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows a second that are encoded 1,024 at a time, as scoring reads them: texts of 1 to 18 words.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class TokenisingBenchmark {
  private static final int ROWS = 1024;
  private static final long SEED = 5;

  private TextEncoder encoder;
  private List<TextInput> rows;

  /** Opens a tokenizer of a small vocabulary. */
  @Setup
  public void open() {
    encoder = TextEncoder.of(TokenizerJson.wordPiece(TinyBundle.vocabulary()), 128);
    rows = TinyBundle.texts(ROWS, SEED).stream().map(text -> new TextInput(text, null)).toList();
  }

  /** All rows at once. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public List<TokenizedText> encode() {
    return encoder.encodeAll(rows);
  }

  /** Frees the tokenizer. */
  @TearDown
  public void close() {
    encoder.close();
  }
}
