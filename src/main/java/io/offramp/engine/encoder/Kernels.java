// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.List;

/** How a layer's matrix products are written, and how a batch's rows are told. */
public enum Kernels {
  /**
   * oneDNN's, for CPUs: weights in the layout the processor wants, and bias, GELU and residual
   * added while a product is still in cache. On AVX-512 processors a row's result is the same, bit
   * for bit, in whatever batch it runs, as long as it is padded to the same length.
   *
   * <p>{@code tokens} is {@code pieces} int32, which begins with [B,N,3]: for each token the rows
   * of the three tables, one upon the other, whose sum it begins with. {@code numbers} are T, the
   * tokens of the batch, B and N. {@code layout} is one piece of memory seen as float32 ({@code
   * reals}) and int32 ({@code ints}): B N values that are added to attention's scores (0, or minus
   * infinity for padding); B places at which the rows begin in the list that follows; that list:
   * which T of B N cells hold a token; and room for B W values, where an exit writes each row's sum
   * over its tokens, or what its first token holds. The places of {@code move} are two times n
   * ints. {@code head_k(any)} tells [C,W+1], weights and bias divided by the temperature; {@code
   * dense_k(any)} those of the layer before it, [W,W+1], if there is one.
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
    String activated(String input, String weights, Activation activation) {
      return "ops.mkldnn._linear_pointwise(%s, self.%s_weight, self.%s_bias, %s)"
          .formatted(input, weights, weights, activation.fused());
    }

    @Override
    String packed(String tensor) {
      return "ops.mkldnn._reorder_linear_weight(%s)".formatted(tensor);
    }

    @Override
    List<String> tokens() {
      return List.of("pieces: Tensor");
    }

    @Override
    String startCall() {
      return "self.start(pieces, numbers)";
    }

    @Override
    List<String> layout() {
      return List.of("reals: Tensor", "ints: Tensor", "numbers: List[int]");
    }

    /** The three tables become one, and a token a bag of three of its rows. */
    @Override
    String embeddings() {
      return """
          self.embeddings_word = torch.cat([self.embeddings_word, self.embeddings_position, self.embeddings_token_type])
          self.embeddings_position = any
          self.embeddings_token_type = any
      """;
    }

    @Override
    String start() {
      return """
        def start(self: __torch__.$CLASS, pieces: Tensor, numbers: List[int]) -> Tensor:
          count = torch.mul(torch.mul(numbers[1], numbers[2]), 3)
          bags = torch.arange(0, count, 3, dtype=3)
          bagged = torch.slice(pieces, 0, 0, count)
          total, _0, _1, _2 = torch.embedding_bag(self.embeddings_word, bagged, bags)
          states = torch.view(total, [numbers[1], numbers[2], $TW])
          $NORMED torch.layer_norm(states, [$TW], self.embeddings_norm_weight, self.embeddings_norm_bias, $EPS)
      """;
    }

    @Override
    String mask() {
      return """
        def mask(self: __torch__.$CLASS, hidden: Tensor, $LAYOUT_TYPED) -> Tensor:
          rows = torch.size(hidden, 0)
          length = torch.size(hidden, 1)
          added = torch.slice(reals, 0, 0, torch.mul(rows, length))
          return torch.view(added, [rows, 1, 1, length])
      """;
    }

    /** As a bag of the rows' tokens, which reads no padding, four times as fast as mask and sum. */
    @Override
    String meanPool() {
      return """
        def $POOL(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, $LAYOUT_TYPED) -> Tensor:
          rows = torch.size(hidden, 0)
          first = torch.mul(rows, torch.size(hidden, 1))
          list = torch.add(first, rows)
          starts = torch.slice(ints, 0, first, list)
          tokens = torch.slice(ints, 0, list, torch.add(list, numbers[0]))
          total, _0, _1, _2 = torch.embedding_bag(torch.view(hidden, [-1, $W]), tokens, starts)
          return total
      """;
    }

    @Override
    String firstPool() {
      return """
        def $POOL(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, $LAYOUT_TYPED) -> Tensor:
          return torch.select(hidden, 1, 0)
      """;
    }

    /** The rest is done by the caller: as operators its code would cost more than its work. */
    @Override
    String exit() {
      return """
        def exit_$K(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, $LAYOUT_TYPED) -> Tensor:
          pooled = self.$POOL(hidden, mask, $LAYOUT)
          rows = torch.size(hidden, 0)
          cells = torch.mul(rows, torch.add(torch.size(hidden, 1), 1))
          from_ = torch.add(cells, numbers[0])
          room = torch.slice(reals, 0, from_, torch.add(from_, torch.mul(rows, $W)))
          return torch.copy_(torch.view(room, [rows, $W]), pooled)
        def step_$K(self: __torch__.$CLASS, hidden: Tensor, $LAYOUT_TYPED) -> Tensor:
          mask = self.mask(hidden, $LAYOUT)
          after = self.segment_$K(hidden, mask)
          _0 = self.exit_$K(after, mask, $LAYOUT)
          return after
        def head_$K(self: __torch__.$CLASS, any: Tensor) -> Tensor:
          both = torch.cat([self.head_$K_weight, torch.unsqueeze(self.head_$K_bias, 1)], 1)
          return torch.div(both, self.temperature_$K)
      $DENSE""";
    }

    /** The layer's numbers, for the caller: [W,W+1]. */
    @Override
    String dense(Activation activation) {
      return """
        def dense_$K(self: __torch__.$CLASS, any: Tensor) -> Tensor:
          return torch.cat([self.head_$K_dense_weight, torch.unsqueeze(self.head_$K_dense_bias, 1)], 1)
      """;
    }

    /** In float32 at any precision, as the mask is. */
    @Override
    String distances(String table, Precision precision) {
      return table;
    }

    @Override
    String added() {
      return """
        def added(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          length = torch.size(hidden, 1)
          near = torch.slice(torch.slice(self.attention_relative_bias, 2, 0, length), 3, 0, length)
          return torch.add(near, mask)
      """;
    }

    /** Row by row: a copy each, where the operators for many rows go cell by cell. */
    @Override
    String move() {
      return """
        def move(self: __torch__.$CLASS, donor: Tensor, hidden: Tensor, places: List[int]) -> Tensor:
          moving = torch.floordiv(torch.len(places), 2)
          for i in range(moving):
            source = torch.select(donor, 0, places[i])
            _0 = torch.copy_(torch.select(hidden, 0, places[torch.add(moving, i)]), source)
          return hidden
      """;
    }
  },
  /**
   * Those of any device. {@code tokens} is {@code ids} and {@code types} [B,N] int64, {@code
   * layout} the rows' tokens [B] int64; the places of {@code move} are [2,n] int64.
   */
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
    String activated(String input, String weights, Activation activation) {
      return activation.applied(linear(input, weights));
    }

    @Override
    String packed(String tensor) {
      return tensor;
    }

    @Override
    List<String> tokens() {
      return List.of("ids: Tensor", "types: Tensor");
    }

    @Override
    String startCall() {
      return "self.start(ids, types)";
    }

    @Override
    List<String> layout() {
      return List.of("lengths: Tensor");
    }

    @Override
    String embeddings() {
      return "";
    }

    @Override
    String start() {
      return """
        def start(self: __torch__.$CLASS, ids: Tensor, types: Tensor) -> Tensor:
          words = torch.embedding(self.embeddings_word, ids)
          places = torch.slice(self.embeddings_position, 0, 0, torch.size(ids, 1))
          kinds = torch.embedding(self.embeddings_token_type, types)
          total = torch.add(torch.add(words, places), kinds)
          $NORMED torch.layer_norm(total, [$TW], self.embeddings_norm_weight, self.embeddings_norm_bias, $EPS)
      """;
    }

    @Override
    String mask() {
      return """
        def mask(self: __torch__.$CLASS, hidden: Tensor, $LAYOUT_TYPED) -> Tensor:
          length = torch.size(hidden, 1)
          places = torch.arange(length, dtype=4, layout=None, device=ops.prim.device(hidden))
          return torch.view(torch.lt(places, torch.unsqueeze(lengths, 1)), [-1, 1, 1, length])
      """;
    }

    @Override
    String meanPool() {
      return """
        def $POOL(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, $LAYOUT_TYPED) -> Tensor:
          weights = torch.type_as(torch.squeeze(mask, 2), hidden)
          total = torch.squeeze(torch.bmm(weights, hidden), 1)
          return torch.div(torch.to(total, 6), torch.unsqueeze(lengths, 1))
      """;
    }

    @Override
    String firstPool() {
      return """
        def $POOL(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, $LAYOUT_TYPED) -> Tensor:
          return torch.to(torch.select(hidden, 1, 0), 6)
      """;
    }

    /**
     * Row by row: one product for the batch would add in another order for few rows than for many,
     * and at these sizes would not be faster.
     */
    @Override
    String exit() {
      return """
        def exit_$K(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, $LAYOUT_TYPED) -> Tensor:
          pooled = torch.unsqueeze(self.$POOL(hidden, mask, $LAYOUT), 1)
      $DENSE    columns = torch.unsqueeze(torch.t(self.head_$K_weight), 0)
          products = torch.bmm($HELD, torch.expand(columns, [torch.size(hidden, 0), -1, -1]))
          logits = torch.add(torch.squeeze(products, 1), self.head_$K_bias)
          return $PROBABILITIES
        def step_$K(self: __torch__.$CLASS, hidden: Tensor, $LAYOUT_TYPED) -> Tuple[Tensor, Tensor]:
          mask = self.mask(hidden, $LAYOUT)
          after = self.segment_$K(hidden, mask)
          return (after, self.exit_$K(after, mask, $LAYOUT))
      """;
    }

    /** Row by row, as above. */
    @Override
    String dense(Activation activation) {
      return """
          inner = torch.unsqueeze(torch.t(self.head_$K_dense_weight), 0)
          middle = torch.bmm(pooled, torch.expand(inner, [torch.size(hidden, 0), -1, -1]))
          dense = $ACTIVATED
      """
          .replace("$ACTIVATED", activation.applied("torch.add(middle, self.head_$K_dense_bias)"));
    }

    @Override
    String distances(String table, Precision precision) {
      return "torch.to(%s, %d)".formatted(table, precision.torchCode());
    }

    @Override
    String added() {
      return """
        def added(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          length = torch.size(hidden, 1)
          near = torch.slice(torch.slice(self.attention_relative_bias, 2, 0, length), 3, 0, length)
          return torch.add(near, torch.log(torch.type_as(mask, near)))
      """;
    }

    /** In two kernels, whatever the number of rows: nothing waits for the device. */
    @Override
    String move() {
      return """
        def move(self: __torch__.$CLASS, donor: Tensor, hidden: Tensor, places: Tensor) -> Tensor:
          moved = torch.index_select(donor, 0, torch.select(places, 0, 0))
          return torch.index_copy_(hidden, 0, torch.select(places, 0, 1), moved)
      """;
    }
  };

  abstract String linear(String input, String weights);

  abstract String linearPlus(String input, String residual, String weights);

  abstract String activated(String input, String weights, Activation activation);

  /** The expression that lays a weight out. */
  abstract String packed(String tensor);

  /** The inputs of {@code forward} that tell its tokens, with their types. */
  abstract List<String> tokens();

  /** The call of {@code start} in {@code forward}. */
  abstract String startCall();

  /** The inputs that tell tokens from padding, with their types. */
  abstract List<String> layout();

  /** The lines of {@code prepare} that lay out the tables of embeddings. */
  abstract String embeddings();

  /** The method that embeds tokens. */
  abstract String start();

  /** The method that makes attention's mask [B,1,1,N] of a layout. */
  abstract String mask();

  /** The method that adds up, or takes the mean of, a row's tokens. */
  abstract String meanPool();

  /** The method that takes a row's first token. */
  abstract String firstPool();

  /** The methods of an exit, and of a segment with it. */
  abstract String exit();

  /** What an exit's text says of a dense layer before its classifier. */
  abstract String dense(Activation activation);

  /**
   * The expression of the gains by distance, as they are kept.
   *
   * @param table an expression of them in float32
   */
  abstract String distances(String table, Precision precision);

  /** The method that adds the gains by distance to attention's mask, once for some layers. */
  abstract String added();

  /** The method that writes rows of one batch into another. */
  abstract String move();
}
