// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import io.offramp.engine.torchscript.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The heads of a regression between the labels' own unit, in which bundles have them, and the scale
 * in which training looks at labels. A head's first row tells the number, its second one z.
 */
public final class NumberHeads {
  private static final Pattern HEAD = Pattern.compile("head_(\\d+)_(weight|bias)");

  private NumberHeads() {}

  /** Heads that tell standardised numbers, of such as tell numbers in their unit. */
  public static List<Tensor> standardised(List<Tensor> weights, EncoderShape shape) {
    double scale = shape.numbers().scale();
    double center = shape.numbers().center();
    return changed(
        weights,
        (exit, tensor) -> {
          float[] values = tensor.values().clone();
          if (isBias(tensor)) {
            values[0] = (float) ((values[0] - center) / scale);
          } else {
            multiply(values, 1 / scale);
          }
          return values;
        });
  }

  /**
   * The other way round.
   *
   * @param spreads by exit, what the spreads that it tells are multiplied by; positive
   */
  public static List<Tensor> inUnit(
      List<Tensor> weights, EncoderShape shape, List<Double> spreads) {
    double scale = shape.numbers().scale();
    double center = shape.numbers().center();
    return changed(
        weights,
        (exit, tensor) -> {
          float[] values = tensor.values().clone();
          if (isBias(tensor)) {
            values[0] = (float) (values[0] * scale + center);
            values[1] += (float) Math.log(spreads.get(exit - 1));
          } else {
            multiply(values, scale);
          }
          return values;
        });
  }

  /**
   * A head's bias [2] where spreads are told as fractions of another scale. One that knows no
   * spread, as a checkpoint's own head, goes on to say the same of every row: what it would be in
   * the old scale means nothing.
   *
   * @param weights of the same head, 2 rows
   */
  public static float[] rescaled(float[] weights, float[] bias, NumberScale from, NumberScale to) {
    return tellsSpread(weights, bias)
        ? new float[] {bias[0], (float) (bias[1] + Math.log(from.scale() / to.scale()))}
        : bias.clone();
  }

  private static boolean tellsSpread(float[] weights, float[] bias) {
    for (int i = weights.length / 2; i < weights.length; i++) {
      if (weights[i] != 0) {
        return true;
      }
    }
    return bias[1] != 0;
  }

  private static boolean isBias(Tensor tensor) {
    return tensor.shape().length == 1;
  }

  /** The first of the two rows. */
  private static void multiply(float[] weights, double by) {
    for (int i = 0; i < weights.length / 2; i++) {
      weights[i] = (float) (weights[i] * by);
    }
  }

  private static List<Tensor> changed(
      List<Tensor> weights, BiFunction<Integer, Tensor, float[]> change) {
    return weights.stream()
        .map(
            tensor -> {
              Matcher head = HEAD.matcher(tensor.name());
              return head.matches()
                  ? new Tensor(
                      tensor.name(),
                      tensor.shape(),
                      change.apply(Integer.parseInt(head.group(1)), tensor))
                  : tensor;
            })
        .toList();
  }
}
