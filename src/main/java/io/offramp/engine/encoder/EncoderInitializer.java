// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import io.offramp.engine.torchscript.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fresh weights for an encoder of L layers.
 *
 * <p>A linear map with n inputs is drawn from normal(0, 1/n), so that what comes out varies as much
 * as what goes in, however wide the encoder is (LeCun, Bottou, Orr, Müller 1998, "Efficient
 * BackProp", section 4.6); the two maps of each layer whose outcome is added to the states from
 * normal(0, 1/(2Ln)), so that these are not swept away in deep encoders (Radford and others 2019,
 * "Language models are unsupervised multitask learners", section 2.3). Tables, those of embeddings,
 * which are normalised before they are used, and of distances in attention, are from normal(0,
 * 0.05²). Biases are zero, norms identities, and the heads of a regression begin at what its labels
 * are on average.
 */
public final class EncoderInitializer {
  private static final double TABLE_DEVIATION = 0.05;

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
        case TABLE -> fillNormal(values, TABLE_DEVIATION, random);
        // BERT's 0.02, fit for 768 inputs, leaves the layers of a narrow encoder next to nothing.
        case LINEAR -> fillNormal(values, 1 / Math.sqrt((double) sizes[1]), random);
        case RESIDUAL -> fillNormal(values, 1 / Math.sqrt(2.0 * shape.layers() * sizes[1]), random);
        case ONE -> Arrays.fill(values, 1f);
        case ZERO -> {}
      }
      tensors.add(new Tensor(spec.name(), sizes, values));
    }
    return shape.task() == Task.REGRESSION
        ? NumberHeads.inUnit(tensors, shape, Collections.nCopies(shape.exits(), 1.0))
        : tensors;
  }

  private static void fillNormal(float[] values, double deviation, SplittableRandom random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
  }
}
