// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time to calibrate a trace of twelve exits and two classes, by its rows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx8g")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class CalibratorBenchmark {
  private static final int EXITS = 12;

  @Param({"100000", "1000000", "10000000"})
  int rows;

  private Trace trace;
  private int runs;

  /** Draws rows whose later exits are better and surer. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    double[] costs = IntStream.rangeClosed(1, EXITS).mapToDouble(k -> (double) k / EXITS).toArray();
    TraceBuilder builder = Trace.builder(ExitCosts.of(costs), 2);
    for (int row = 0; row < rows; row++) {
      int[] predictions = new int[EXITS];
      float[] confidences = new float[EXITS];
      double ease = random.nextGaussian();
      for (int exit = 0; exit < EXITS; exit++) {
        double margin = 1 + ease + 0.3 * exit + random.nextGaussian();
        predictions[exit] = margin > 0 ? 1 : 0;
        confidences[exit] = (float) (1 / (1 + Math.exp(-Math.abs(margin))));
      }
      builder.addAnswers(OptionalInt.of(1), predictions, confidences);
    }
    trace = builder.build();
  }

  /**
   * What calibration does unless told otherwise, all tests included. The bound differs a little
   * each time, so that no rejection region is known from the run before.
   */
  @Benchmark
  public CalibrationResult recommended() {
    runs++;
    return Calibrator.calibrate(
        trace,
        new CalibrationRequest(
            Goal.of(new MaxAccuracyDrop(0.02 + runs * 1e-9), 0.9),
            runs,
            Optional.of("ab".repeat(32)),
            "drawn rows",
            "2026-01-31T12:00:00Z"),
        Methods.recommended(CalibrationOptions.DEFAULT));
  }
}
