// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import io.offramp.engine.torchscript.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fresh weights for an encoder: normal(0, 0.05) matrices, zero biases, identity norms; the heads of
 * a regression begin at what its labels are on average.
 */
public final class EncoderInitializer {
  // BERT's 0.02 suits 768 wide; narrow encoders trained from nothing start faster from a little
  // more.
  private static final double DEVIATION = 0.05;

  private EncoderInitializer() {}

  /** All parameters of {@code shape}; the same seed gives the same values. */
  public static List<Tensor> weights(EncoderShape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tensor> tensors = new ArrayList<>();
    for (EncoderTensors.Spec spec : EncoderTensors.specs(shape)) {
      long[] sizes = spec.shape().stream().mapToLong(Long::longValue).toArray();
      float[] values =
          new float[Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact))];
      switch (spec.start()) {
        case NORMAL -> fillNormal(values, random);
        case ONE -> Arrays.fill(values, 1f);
        case ZERO -> {}
      }
      tensors.add(new Tensor(spec.name(), sizes, values));
    }
    return shape.task() == Task.REGRESSION
        ? NumberHeads.inUnit(tensors, shape, Collections.nCopies(shape.exits(), 1.0))
        : tensors;
  }

  private static void fillNormal(float[] values, SplittableRandom random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * DEVIATION);
    }
  }
}
