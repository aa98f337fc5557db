// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

/** How a layer's matrix products are written. */
public enum Kernels {
  /**
   * oneDNN's, for CPUs: weights in the layout the processor wants, and bias, GELU and residual
   * added while a product is still in cache. On AVX-512 processors a row's result is the same, bit
   * for bit, in whatever batch it runs, as long as it is padded to the same length.
   */
  ONEDNN {
    @Override
    String linear(String input, String weights) {
      return "ops.mkldnn._linear_pointwise(%s, self.%s_weight, self.%s_bias, \"none\", annotate(List[Optional[number]], []), None)"
          .formatted(input, weights, weights);
    }

    @Override
    String linearPlus(String input, String residual, String weights) {
      return "ops.mkldnn._linear_pointwise(%s, %s, self.%s_weight, self.%s_bias, \"add\")"
          .formatted(input, residual, weights, weights);
    }

    @Override
    String linearGelu(String input, String weights) {
      return "ops.mkldnn._linear_pointwise(%s, self.%s_weight, self.%s_bias, \"gelu\", annotate(List[Optional[number]], []), \"none\")"
          .formatted(input, weights, weights);
    }

    @Override
    String packed(String tensor) {
      return "ops.mkldnn._reorder_linear_weight(%s)".formatted(tensor);
    }
  },
  /** Those of any device. */
  PLAIN {
    @Override
    String linear(String input, String weights) {
      return "torch.linear(%s, self.%s_weight, self.%s_bias)".formatted(input, weights, weights);
    }

    @Override
    String linearPlus(String input, String residual, String weights) {
      return "torch.add(%s, %s)".formatted(residual, linear(input, weights));
    }

    @Override
    String linearGelu(String input, String weights) {
      return "torch.gelu(%s)".formatted(linear(input, weights));
    }

    @Override
    String packed(String tensor) {
      return tensor;
    }
  };

  abstract String linear(String input, String weights);

  abstract String linearPlus(String input, String residual, String weights);

  abstract String linearGelu(String input, String weights);

  /** The expression that lays a weight out. */
  abstract String packed(String tensor);
}
