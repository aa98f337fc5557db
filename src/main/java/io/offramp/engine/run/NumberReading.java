// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.signal.ExitEvidence;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Of two numbers the first is the answer and the second, in (0,1), how sure the exit is of it.
 *
 * <p>Numbers are answered as they come, so that they move in their last bits with the batch, as
 * confidences do; exits do not. Signals are not told the number: none that is allowed compares it.
 *
 * @param scale of the labels; numbers agree that are no farther apart than a hundredth of it.
 *     Empty: it is not known, as of a checkpoint that was imported, and only equal numbers agree
 */
record NumberReading(OptionalDouble scale) implements Reading {
  private static final double NEAR = 0.01;

  @Override
  public OfRow start() {
    return numbers -> ExitEvidence.ofAnswer(0, numbers[1]);
  }

  @Override
  public boolean mayAnswerOtherwise(ExitEvidence evidence) {
    return false;
  }

  @Override
  public boolean isInDoubt(float[] numbers) {
    return false;
  }

  @Override
  public ExitAnswer answer(int exit, float[] numbers) {
    return new ExitAnswer(exit, List.of(), numbers[1], List.of(numbers[0]));
  }

  @Override
  public boolean agree(float[] one, float[] other) {
    return near(one[0], other[0]);
  }

  @Override
  public boolean agree(ExitAnswer one, ExitAnswer other) {
    return near(one.number(), other.number());
  }

  /** Where the scale is not known, by the standard deviation of answers, which spread as labels. */
  NumberReading knowing(List<Double> answers) {
    if (scale.isPresent() || answers.isEmpty()) {
      return this;
    }
    double mean = answers.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double variance =
        answers.stream().mapToDouble(x -> (x - mean) * (x - mean)).average().orElseThrow();
    return new NumberReading(OptionalDouble.of(Math.sqrt(variance)));
  }

  private boolean near(double one, double other) {
    return Math.abs(one - other) <= NEAR * scale.orElse(0);
  }
}
