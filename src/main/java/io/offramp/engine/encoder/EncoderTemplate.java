// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The TorchScript of a BERT-shaped encoder with exits (post-norm blocks, fused attention; Devlin et
 * al. 2019, arXiv 1810.04805), in the {@linkplain EncoderStyle style} of its family.
 *
 * <p>Methods of the module; masks are bool, true where a token stands:
 *
 * <ul>
 *   <li>{@code embed(ids [B,N] int64, types [B,N] int64) -> [B,N,W]}
 *   <li>{@code segment_k(hidden [B,N,W], mask [B,N]) -> [B,N,W]}: the layers between exit k-1 and
 *       exit k
 *   <li>{@code exit_k(hidden [B,N,W], mask [B,N]) -> [B,C]}: float32 class probabilities,
 *       temperature-scaled (Guo et al. 2017, arXiv 1706.04599); of a regression [B,2], number and
 *       confidence
 *   <li>{@code forward(ids, types, mask) -> [B,C]}: full depth
 *   <li>{@code exit_logits(ids, types, mask, keep [B,N,1]) -> [K,B,C]}: every exit's logits before
 *       temperature; {@code keep} multiplies the embeddings (0 drops a word)
 * </ul>
 */
public final class EncoderTemplate {
  /** Name of the class in every archive. */
  public static final String CLASS_NAME = "EarlyExitEncoder";

  private static final String EMBED =
      """
        def embed(self: __torch__.$CLASS, ids: Tensor, types: Tensor) -> Tensor:
          length = torch.size(ids, 1)
          words = torch.embedding(self.embeddings_word, ids)
          places = torch.slice(self.embeddings_position, 0, 0, length)
          kinds = torch.embedding(self.embeddings_token_type, types)
          total = torch.add(torch.add(words, places), kinds)
          $NORMED torch.layer_norm(total, [$TW], self.embeddings_norm_weight, self.embeddings_norm_bias, $EPS)
      """;

  private static final String LAYER =
      """
        def $L(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          rows = torch.size(hidden, 0)
          length = torch.size(hidden, 1)
          stacked = torch.linear(hidden, self.$L_attention_qkv_weight, self.$L_attention_qkv_bias)
          split = torch.permute(torch.view(stacked, [rows, length, 3, $H, $P]), [2, 0, 3, 1, 4])
          query = torch.select(split, 0, 0)
          key = torch.select(split, 0, 1)
          value = torch.select(split, 0, 2)
          attended = torch.scaled_dot_product_attention(query, key, value, $MASK)
          joined = torch.reshape(torch.transpose(attended, 1, 2), [rows, length, $W])
          mixed = torch.linear(joined, self.$L_attention_output_weight, self.$L_attention_output_bias)
      $DROP mixed$
          middle = torch.layer_norm(torch.add(hidden, mixed), [$W], self.$L_attention_norm_weight, self.$L_attention_norm_bias, $EPS)
          inner = $INNER
          outer = torch.linear(inner, self.$L_feed_forward_out_weight, self.$L_feed_forward_out_bias)
      $DROP outer$
          return torch.layer_norm(torch.add(middle, outer), [$W], self.$L_feed_forward_norm_weight, self.$L_feed_forward_norm_bias, $EPS)
      """;

  private static final String EXIT =
      """
        def logits_$K(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          pooled = self.$POOL(hidden, mask)
          return torch.to(torch.linear($HELD, self.head_$K_weight, self.head_$K_bias), 6)
        def exit_$K(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          logits = self.logits_$K(hidden, mask)
          return $PROBABILITIES
      """;

  private static final String POOL_MEAN =
      """
        def $POOL(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          weights = torch.unsqueeze(torch.type_as(mask, hidden), -1)
          return torch.div(torch.sum(torch.mul(hidden, weights), [1]), torch.sum(weights, [1]))
      """;

  private static final String POOL_CLS =
      """
        def $POOL(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          return torch.select(hidden, 1, 0)
      """;

  private static final String ADDED =
      """
        def added(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          length = torch.size(hidden, 1)
          own = torch.to(torch.view(mask, [-1, 1, 1, length]), 6)
          return torch.add(self.relative(length), torch.log(own))
      """;

  private static final String FORWARD =
      """
        def forward(self: __torch__.$CLASS, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
          h0 = self.embed(ids, types)
      """;

  private static final String EXIT_LOGITS =
      """
        def exit_logits(self: __torch__.$CLASS, ids: Tensor, types: Tensor, mask: Tensor, keep: Tensor) -> Tensor:
          h0 = torch.mul(self.embed(ids, types), keep)
      $DROP h0$
      """;

  private final EncoderShape shape;
  private final double dropout;

  private EncoderTemplate(EncoderShape shape, double dropout) {
    this.shape = shape;
    this.dropout = dropout;
  }

  /**
   * The module of that shape with these weights.
   *
   * @param weights the tensors that {@link EncoderTensors} lists, in its order
   * @param temperatures one positive number an exit
   * @throws IllegalArgumentException if a tensor is missing, misplaced or of another shape, or
   *     temperatures are too few or too many
   */
  public static TorchScriptModule module(
      EncoderShape shape, List<Tensor> weights, double[] temperatures) {
    return module(new EncoderTemplate(shape, 0), weights, temperatures);
  }

  /**
   * The module to train: while gradients are recorded, {@code exit_logits} loses each number of the
   * embeddings, and of what every layer's two halves add to the states, with some probability, and
   * scales up the others (dropout; Srivastava et al. 2014, JMLR 15; as in BERT, but for attention's
   * weights). Temperatures are 1.
   *
   * @param weights as of {@link #module}
   * @param dropout the probability, in [0,1); 0: none
   * @throws IllegalArgumentException likewise
   */
  public static TorchScriptModule forTraining(
      EncoderShape shape, List<Tensor> weights, double dropout) {
    double[] neutral = new double[shape.exits()];
    Arrays.fill(neutral, 1);
    return module(new EncoderTemplate(shape, dropout), weights, neutral);
  }

  private static TorchScriptModule module(
      EncoderTemplate template, List<Tensor> weights, double[] temperatures) {
    EncoderShape shape = template.shape;
    check(shape, weights);
    if (temperatures.length != shape.exits()) {
      throw new IllegalArgumentException(
          "Cannot divide the logits of %d exits by %d temperatures (must be one an exit)"
              .formatted(shape.exits(), temperatures.length));
    }
    List<Tensor> buffers = new ArrayList<>();
    for (int exit = 1; exit <= shape.exits(); exit++) {
      float[] value = {(float) temperatures[exit - 1]};
      buffers.add(new Tensor(EncoderTensors.temperature(exit), new long[] {1}, value));
    }
    return new TorchScriptModule(CLASS_NAME, weights, buffers, template.methods());
  }

  private static void check(EncoderShape shape, List<Tensor> weights) {
    List<EncoderTensors.Spec> specs = EncoderTensors.specs(shape);
    if (specs.size() != weights.size()) {
      throw new IllegalArgumentException(
          "Cannot build an encoder from %d tensors (must be %d)"
              .formatted(weights.size(), specs.size()));
    }
    for (int i = 0; i < specs.size(); i++) {
      EncoderTensors.Spec spec = specs.get(i);
      Tensor tensor = weights.get(i);
      List<Long> sizes = Arrays.stream(tensor.shape()).boxed().toList();
      if (!spec.name().equals(tensor.name()) || !spec.shape().equals(sizes)) {
        throw new IllegalArgumentException(
            "Cannot place tensor '%s' %s (must be '%s' %s)"
                .formatted(tensor.name(), sizes, spec.name(), spec.shape()));
      }
    }
  }

  private String methods() {
    StringBuilder source = new StringBuilder();
    source.append(
        SharedCode.embedding(shape, EMBED, input -> linear(input, "embeddings_projection")));
    source.append(SharedCode.pools(shape, POOL_MEAN, POOL_CLS));
    if (SharedCode.addsByDistance(shape)) {
      source.append(SharedCode.relative(shape)).append(ADDED);
    }
    for (int layer = 1; layer <= shape.storedLayers(); layer++) {
      source.append(layer(layer));
    }
    for (int exit = 1; exit <= shape.exits(); exit++) {
      source.append(SharedCode.segment(shape, exit)).append(exit(exit));
    }
    source.append(forward()).append(exitLogits());
    return SharedCode.finished(shape, dropping(source.toString()));
  }

  /** Where dev rows are judged no gradients are recorded, and nothing is lost. */
  private String dropping(String source) {
    return source.replaceAll(
        "\\$DROP (\\w+)\\$\n",
        dropout == 0
            ? ""
            : "    $1 = torch.dropout($1, %s, torch.is_grad_enabled())\n"
                .formatted(BigDecimal.valueOf(dropout).toPlainString()));
  }

  private String layer(int layer) {
    String inner = shape.style().activation().applied(linear("middle", "$L_feed_forward_in"));
    String mask =
        SharedCode.addsByDistance(shape) ? "mask" : "torch.view(mask, [rows, 1, 1, length])";
    return LAYER
        .replace("$INNER", inner)
        .replace("$MASK", mask)
        .replace("$L", EncoderTensors.layer(layer));
  }

  private String exit(int exit) {
    String dense = linear("pooled", EncoderTensors.head(exit) + "_dense");
    String held =
        shape.head(exit).hidden().map(activation -> activation.applied(dense)).orElse("pooled");
    return EXIT.replace("$POOL", SharedCode.pool(shape, exit))
        .replace("$HELD", held)
        .replace(
            "$PROBABILITIES", shape.task().probabilities("torch.div(logits, self.temperature_$K)"))
        .replace("$K", Integer.toString(exit));
  }

  private static String linear(String input, String weights) {
    return "torch.linear(%s, self.%s_weight, self.%s_bias)".formatted(input, weights, weights);
  }

  private String forward() {
    StringBuilder source = new StringBuilder(FORWARD);
    for (int exit = 1; exit <= shape.exits(); exit++) {
      source.append(step(exit));
    }
    int last = shape.exits();
    return source.append("    return self.exit_%d(h%d, mask)\n".formatted(last, last)).toString();
  }

  private String exitLogits() {
    StringBuilder source = new StringBuilder(EXIT_LOGITS);
    StringBuilder all = new StringBuilder();
    for (int exit = 1; exit <= shape.exits(); exit++) {
      source.append(step(exit));
      all.append("self.logits_%d(h%d, mask), ".formatted(exit, exit));
    }
    return source.append("    return torch.stack([").append(all).append("])\n").toString();
  }

  private static String step(int exit) {
    return "    h%d = self.segment_%d(h%d, mask)\n".formatted(exit, exit, exit - 1);
  }
}
