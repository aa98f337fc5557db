// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.Device;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows a second on one core, tokenising included, of a random encoder of six layers; by the early
 * exit policy half of the rows leave after two layers, and half of the others after four.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class ScoringBenchmark {
  private static final int ROWS = 512;

  /** How rows are answered. */
  public enum Strategy {
    FULL_DEPTH,
    EARLY_EXIT
  }

  @Param Strategy strategy;

  private Path folder;
  private EarlyExitModel model;
  private List<RowText> rows;
  private Scorer<ExitAnswer> scorer;

  /** Writes and loads a bundle, and chooses thresholds by a trace of the rows. */
  @Setup
  public void load() throws IOException {
    TorchThreads.prepare(1);
    folder = Files.createTempDirectory("offramp-benchmark");
    EncoderShape shape =
        new EncoderShape(
            TinyBundle.vocabulary().size(),
            24,
            2,
            128,
            6,
            4,
            512,
            List.of(2, 4, 6),
            3,
            Pooling.MEAN);
    Bundle bundle = TinyBundle.write(folder.resolve("bundle"), shape, false);
    model = EarlyExitModel.load(bundle, Device.cpu());
    rows = Scoring.rows(TinyBundle.texts(ROWS, 1));
    List<float[][]> traces = Scoring.answers(Scorers.trace(model, ScoringOptions.DEFAULT), rows);
    double first = Scoring.quantile(traces, 1, 0.5);
    List<float[][]> staying =
        traces.stream().filter(trace -> Scoring.confidence(trace, 1) < first).toList();
    ExitPolicy policy = TinyBundle.policy(bundle, first, Scoring.quantile(staying, 2, 0.5));
    scorer =
        strategy == Strategy.FULL_DEPTH
            ? Scorers.fullDepth(model, ScoringOptions.DEFAULT)
            : Scorers.earlyExit(model, policy, ScoringOptions.DEFAULT);
  }

  /** One pass over the rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public List<Outcome<ExitAnswer>> score() {
    return Scoring.outcomes(scorer, rows);
  }

  /** Frees the model and removes its files. */
  @TearDown
  public void close() throws IOException {
    Path bundle = model.bundle().folder();
    model.close();
    try (var files = Files.list(bundle)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(bundle);
    Files.delete(folder);
  }
}
