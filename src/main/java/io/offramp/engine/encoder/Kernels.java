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

    /** As a bag of the rows' tokens, which reads no padding, four times as fast as mask and sum. */
    @Override
    String meanPool() {
      return """
        def pool(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, lengths: Tensor) -> Tensor:
          tokens = torch.squeeze(torch.nonzero(torch.reshape(mask, [-1])), 1)
          starts = torch.sub(torch.cumsum(lengths, 0), lengths)
          total, _0, _1, _2 = torch.embedding_bag(torch.reshape(hidden, [-1, $W]), tokens, starts)
          return torch.div(torch.to(total, 6), torch.unsqueeze(lengths, 1))
      """;
    }

    /** Row by row: a copy each, where the operators for many rows go cell by cell. */
    @Override
    String move() {
      return """
        def move(self: __torch__.$CLASS, donor: Tensor, hidden: Tensor, places: Tensor) -> Tensor:
          for i in range(torch.size(places, 1)):
            source = int(torch.select(torch.select(places, 0, 0), 0, i))
            target = int(torch.select(torch.select(places, 0, 1), 0, i))
            _0 = torch.copy_(torch.select(hidden, 0, target), torch.select(donor, 0, source))
          return places
      """;
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

    @Override
    String meanPool() {
      return """
        def pool(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, lengths: Tensor) -> Tensor:
          weights = torch.unsqueeze(torch.type_as(mask, hidden), 1)
          total = torch.squeeze(torch.bmm(weights, hidden), 1)
          return torch.div(torch.to(total, 6), torch.unsqueeze(lengths, 1))
      """;
    }

    /** In two kernels, whatever the number of rows: nothing waits for the device. */
    @Override
    String move() {
      return """
        def move(self: __torch__.$CLASS, donor: Tensor, hidden: Tensor, places: Tensor) -> Tensor:
          moved = torch.index_select(donor, 0, torch.select(places, 0, 0))
          _0 = torch.index_copy_(hidden, 0, torch.select(places, 0, 1), moved)
          return places
      """;
    }
  };

  abstract String linear(String input, String weights);

  abstract String linearPlus(String input, String residual, String weights);

  abstract String linearGelu(String input, String weights);

  /** The expression that lays a weight out. */
  abstract String packed(String tensor);

  /** The method that takes the mean over a row's tokens, in float32. */
  abstract String meanPool();

  /** The method that writes rows of one batch into another. */
  abstract String move();
}
