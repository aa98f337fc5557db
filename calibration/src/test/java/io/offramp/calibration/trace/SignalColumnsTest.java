// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.RowSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.signal.SignalFeatures;
import io.offramp.calibration.signal.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SignalColumnsTest {
  @Property(tries = 200)
  void of_anyTrace_equalsRowByRow(
      @ForAll @IntRange(min = 1, max = 14) int exits,
      @ForAll @IntRange(min = 1, max = 4) int classes,
      @ForAll @IntRange(min = 0, max = 40) int rows,
      @ForAll long seed) {
    Random random = new Random(seed);
    TraceBuilder builder = Trace.builder(costs(exits), classes);
    List<float[][]> raw = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      raw.add(row(exits, classes, random));
      builder.add(OptionalInt.empty(), raw.get(row));
    }
    Trace trace = builder.build();
    for (Signal signal : signals(exits, random)) {
      float[][] columns = SignalColumns.of(trace, signal);
      assertThat(columns).hasNumberOfRows(exits - 1);
      for (int row = 0; row < rows; row++) {
        RowSignal ofRow = signal.start();
        for (int exit = 1; exit < exits; exit++) {
          assertThat(columns[exit - 1][row])
              .as("%s of row %d at exit %d", signal.id(), row, exit)
              .isEqualTo(ofRow.next(ExitEvidence.of(raw.get(row)[exit - 1])))
              .isBetween(0f, 1f);
        }
      }
    }
  }

  @Test
  void of_answersOnly_equalsProbabilitiesWhereTheyAreNotUsed() {
    Random random = new Random(5);
    TraceBuilder full = Trace.builder(costs(6), 3);
    TraceBuilder answers = Trace.builder(costs(6), 3);
    for (int row = 0; row < 50; row++) {
      float[][] probabilities = row(6, 3, random);
      full.add(OptionalInt.empty(), probabilities);
      int[] predictions = new int[6];
      float[] confidences = new float[6];
      for (int i = 0; i < 6; i++) {
        ExitEvidence evidence = ExitEvidence.of(probabilities[i]);
        predictions[i] = evidence.prediction();
        confidences[i] = evidence.maxProbability();
      }
      answers.addAnswers(OptionalInt.empty(), predictions, confidences);
    }
    for (Signal signal : signals(6, random)) {
      if (!signal.usesProbabilities()) {
        assertThat(SignalColumns.of(answers.build(), signal))
            .as(signal.id())
            .isDeepEqualTo(SignalColumns.of(full.build(), signal));
      }
    }
  }

  @Test
  void of_probabilitiesNeededButUnknown_isRefused() {
    Trace trace =
        Trace.builder(costs(2), 2)
            .addAnswers(OptionalInt.empty(), new int[2], new float[2])
            .build();
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> SignalColumns.of(trace, Signals.of("certainty", 2)))
        .withMessage(
            "Cannot compute the certainty signal: the trace has predictions and confidences only"
                + " (must have all class probabilities; add them, or use max-probability)");
  }

  @Test
  void of_signalForOtherExits_isRefused() {
    Trace trace = Trace.builder(costs(2), 2).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignalColumns.of(trace, Signals.of("vote", 3)))
        .withMessageStartingWith("Cannot use signal \"vote\" of 3 exits: the model has 2 ");
  }

  private static ExitCosts costs(int exits) {
    return ExitCosts.of(
        IntStream.rangeClosed(1, exits).mapToDouble(k -> (double) k / exits).toArray());
  }

  /** Probabilities in quarters, so that ties of classes and of exits are common. */
  private static float[][] row(int exits, int classes, Random random) {
    float[][] row = new float[exits][classes];
    for (float[] probabilities : row) {
      for (int quarter = 0; quarter < 4; quarter++) {
        probabilities[random.nextInt(classes)] += 0.25f;
      }
    }
    return row;
  }

  private static List<Signal> signals(int exits, Random random) {
    List<Signal> signals = new ArrayList<>(Signals.all(exits));
    if (exits > 1) {
      for (boolean probabilities : new boolean[] {false, true}) {
        int size = SignalFeatures.layout(probabilities).size();
        signals.add(
            new LearnedSignal(
                IntStream.range(1, exits)
                    .mapToObj(k -> random.doubles(size, -3, 3).boxed().toList())
                    .toList()));
      }
    }
    return signals;
  }
}
