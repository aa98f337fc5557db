// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torchscript.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The encoder once more, in plain loops over doubles, written down from the equations of Vaswani et
 * al. 2017 (arXiv 1706.03762), Devlin et al. 2019 (arXiv 1810.04805), Ba et al. 2016 (arXiv
 * 1607.06450) and Hendrycks and Gimpel 2016 (arXiv 1606.08415). It sees one row without padding, so
 * it needs no mask.
 */
final class ReferenceEncoder {
  private static final double NORM_EPSILON = 1e-12;

  private final EncoderShape shape;
  private final Map<String, float[]> weights = new HashMap<>();

  ReferenceEncoder(EncoderShape shape, List<Tensor> tensors) {
    this.shape = shape;
    tensors.forEach(tensor -> weights.put(tensor.name(), tensor.values()));
  }

  /**
   * Logits of one row at every exit, [K][C].
   *
   * @param keep factor of each token's embedding
   */
  double[][] logits(TokenizedText row, double[] keep) {
    double[][] hidden = embeddings(row);
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = scaled(hidden[i], keep[i]);
    }
    double[][] logits = new double[shape.exitLayers().size()][];
    for (int layer = 1; layer <= shape.layers(); layer++) {
      hidden = block("layer_" + layer, hidden);
      int exit = shape.exitLayers().indexOf(layer) + 1;
      if (exit > 0) {
        logits[exit - 1] = linear("head_" + exit, pooled(hidden));
      }
    }
    return logits;
  }

  /** Probabilities of logits divided by a temperature. */
  static double[] probabilities(double[] logits, double temperature) {
    return softmax(scaled(logits, 1 / temperature));
  }

  private double[][] embeddings(TokenizedText row) {
    double[][] hidden = new double[row.length()][shape.width()];
    for (int i = 0; i < hidden.length; i++) {
      for (int w = 0; w < shape.width(); w++) {
        hidden[i][w] =
            at("embeddings_word", row.ids()[i], w)
                + at("embeddings_position", i, w)
                + at("embeddings_token_type", row.types()[i], w);
      }
      hidden[i] = normalised("embeddings_norm", hidden[i]);
    }
    return hidden;
  }

  /** LayerNorm(x + Attention(x)), then LayerNorm(x + FeedForward(x)). */
  private double[][] block(String layer, double[][] hidden) {
    double[][] attended = attention(layer + "_attention_qkv", hidden);
    double[][] result = new double[hidden.length][];
    for (int i = 0; i < hidden.length; i++) {
      double[] mixed = linear(layer + "_attention_output", attended[i]);
      double[] middle = normalised(layer + "_attention_norm", sum(hidden[i], mixed));
      double[] inner = linear(layer + "_feed_forward_in", middle);
      for (int j = 0; j < inner.length; j++) {
        inner[j] = inner[j] * 0.5 * (1 + erf(inner[j] / Math.sqrt(2)));
      }
      double[] outer = linear(layer + "_feed_forward_out", inner);
      result[i] = normalised(layer + "_feed_forward_norm", sum(middle, outer));
    }
    return result;
  }

  /** softmax(Q K' / sqrt(d)) V in each head, the heads side by side. */
  private double[][] attention(String prefix, double[][] hidden) {
    int length = hidden.length;
    int width = shape.width();
    int size = width / shape.heads();
    double[][] stacked = new double[length][];
    for (int i = 0; i < length; i++) {
      stacked[i] = linear(prefix, hidden[i]);
    }
    double[][] result = new double[length][width];
    for (int head = 0; head < shape.heads(); head++) {
      int query = head * size;
      int key = width + head * size;
      int value = 2 * width + head * size;
      for (int i = 0; i < length; i++) {
        double[] scores = new double[length];
        for (int j = 0; j < length; j++) {
          for (int d = 0; d < size; d++) {
            scores[j] += stacked[i][query + d] * stacked[j][key + d] / Math.sqrt(size);
          }
        }
        double[] shares = softmax(scores);
        for (int j = 0; j < length; j++) {
          for (int d = 0; d < size; d++) {
            result[i][head * size + d] += shares[j] * stacked[j][value + d];
          }
        }
      }
    }
    return result;
  }

  private double[] pooled(double[][] hidden) {
    if (shape.head(1).pooling() == Pooling.CLS) {
      return hidden[0];
    }
    double[] total = new double[shape.width()];
    for (double[] token : hidden) {
      total = sum(total, token);
    }
    return scaled(total, 1.0 / hidden.length);
  }

  private double[] linear(String prefix, double[] input) {
    float[] bias = tensor(prefix + "_bias");
    float[] matrix = tensor(prefix + "_weight");
    double[] output = new double[bias.length];
    for (int o = 0; o < output.length; o++) {
      output[o] = bias[o];
      for (int i = 0; i < input.length; i++) {
        output[o] += matrix[o * input.length + i] * input[i];
      }
    }
    return output;
  }

  private double[] normalised(String prefix, double[] input) {
    double mean = Arrays.stream(input).average().orElseThrow();
    double variance =
        Arrays.stream(input).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    float[] gain = tensor(prefix + "_weight");
    float[] bias = tensor(prefix + "_bias");
    double[] output = new double[input.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = (input[i] - mean) / Math.sqrt(variance + NORM_EPSILON) * gain[i] + bias[i];
    }
    return output;
  }

  private static double[] softmax(double[] values) {
    double greatest = Arrays.stream(values).max().orElseThrow();
    double[] powers = Arrays.stream(values).map(value -> Math.exp(value - greatest)).toArray();
    return scaled(powers, 1 / Arrays.stream(powers).sum());
  }

  /** 2/sqrt(pi) exp(-x²) sum of 2^n x^(2n+1) / (2n+1)!!: all terms of one sign. */
  static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x); // closer to one than a double can say
    }
    double term = x;
    double sum = 0;
    for (int n = 0; n < 300; n++) {
      sum += term;
      term *= 2 * x * x / (2 * n + 3);
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(value -> value * factor).toArray();
  }

  private double at(String table, int row, int column) {
    return tensor(table)[row * shape.width() + column];
  }

  private float[] tensor(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }
}
