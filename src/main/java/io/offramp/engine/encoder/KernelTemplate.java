// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * The TorchScript that a loaded encoder runs: the same function as {@link EncoderTemplate}'s, in
 * the form that is fast on one kind of device at one precision.
 *
 * <p>Methods, shapes as there, with {@code lengths} [B] int64, the tokens of each row, for a mask:
 *
 * <ul>
 *   <li>{@code prepare(any) -> any}: casts the weights and lays them out for the kernels; called
 *       once, before anything else
 *   <li>{@code start(ids, types) -> hidden}
 *   <li>{@code step_k(hidden, lengths) -> (hidden, probabilities float32)}: a segment and its exit
 *   <li>{@code forward(ids, types, lengths) -> probabilities}: full depth, no exit on the way
 *   <li>{@code keep(hidden, places [n] int64) -> hidden}: some of the rows
 *   <li>{@code move(from, to, places [2,n] int64) -> places}: rows at the first places of one are
 *       written to the second places of the other
 * </ul>
 *
 * <p>Heads stay float32 at any precision, as a rounded logit would tie signals that differ. Their
 * products are made row by row: one for the batch would add in another order for few rows than for
 * many, and at these sizes would not be faster.
 */
public final class KernelTemplate {
  private static final String EPSILON = "1e-12";

  private static final String START =
      """
        def start(self: __torch__.$CLASS, ids: Tensor, types: Tensor) -> Tensor:
          words = torch.embedding(self.embeddings_word, ids)
          places = torch.slice(self.embeddings_position, 0, 0, torch.size(ids, 1))
          kinds = torch.embedding(self.embeddings_token_type, types)
          total = torch.add(torch.add(words, places), kinds)
          return torch.layer_norm(total, [$W], self.embeddings_norm_weight, self.embeddings_norm_bias, $EPS)
      """;

  private static final String LAYER =
      """
        def $L(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          rows = torch.size(hidden, 0)
          length = torch.size(hidden, 1)
          stacked = $QKV
          split = torch.permute(torch.view(stacked, [rows, length, 3, $H, $P]), [2, 0, 3, 1, 4])
          query = torch.select(split, 0, 0)
          key = torch.select(split, 0, 1)
          value = torch.select(split, 0, 2)
          attended = torch.scaled_dot_product_attention(query, key, value, torch.view(mask, [rows, 1, 1, length]))
          joined = torch.reshape(torch.transpose(attended, 1, 2), [rows, length, $W])
          mixed = $MIX
          middle = torch.layer_norm(mixed, [$W], self.$L_attention_norm_weight, self.$L_attention_norm_bias, $EPS)
          inner = $IN
          outer = $OUT
          return torch.layer_norm(outer, [$W], self.$L_feed_forward_norm_weight, self.$L_feed_forward_norm_bias, $EPS)
      """;

  private static final String MASK =
      """
        def mask(self: __torch__.$CLASS, hidden: Tensor, lengths: Tensor) -> Tensor:
          places = torch.arange(torch.size(hidden, 1), dtype=4, layout=None, device=ops.prim.device(hidden))
          return torch.lt(places, torch.unsqueeze(lengths, 1))
      """;

  private static final String POOL_CLS =
      """
        def pool(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, lengths: Tensor) -> Tensor:
          return torch.to(torch.select(hidden, 1, 0), 6)
      """;

  private static final String EXIT =
      """
        def exit_$K(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor, lengths: Tensor) -> Tensor:
          pooled = torch.unsqueeze(self.pool(hidden, mask, lengths), 1)
          columns = torch.unsqueeze(torch.t(self.head_$K_weight), 0)
          products = torch.bmm(pooled, torch.expand(columns, [torch.size(hidden, 0), -1, -1]))
          logits = torch.add(torch.squeeze(products, 1), self.head_$K_bias)
          return torch.softmax(torch.div(logits, self.temperature_$K), -1)
        def step_$K(self: __torch__.$CLASS, hidden: Tensor, lengths: Tensor) -> Tuple[Tensor, Tensor]:
          mask = self.mask(hidden, lengths)
          after = self.segment_$K(hidden, mask)
          return (after, self.exit_$K(after, mask, lengths))
      """;

  private static final String KEEP =
      """
        def keep(self: __torch__.$CLASS, hidden: Tensor, places: Tensor) -> Tensor:
          return torch.index_select(hidden, 0, places)
      """;

  private final EncoderShape shape;
  private final Kernels kernels;
  private final Precision precision;

  private KernelTemplate(EncoderShape shape, Kernels kernels, Precision precision) {
    this.shape = shape;
    this.kernels = kernels;
    this.precision = precision;
  }

  /** The methods for an encoder's class. */
  public static String methods(EncoderShape shape, Kernels kernels, Precision precision) {
    return new KernelTemplate(shape, kernels, precision).methods();
  }

  /** The names of the tensors that the methods use, which a module's class must declare. */
  public static List<String> tensors(EncoderShape shape) {
    List<String> names = new ArrayList<>();
    EncoderTensors.of(shape).forEach(spec -> names.add(spec.name()));
    for (int exit = 1; exit <= shape.exits(); exit++) {
      names.add(EncoderTensors.temperature(exit));
    }
    return names;
  }

  private String methods() {
    StringBuilder source = new StringBuilder(START).append(MASK).append(KEEP);
    source.append(kernels.move());
    source.append(shape.pooling() == Pooling.MEAN ? kernels.meanPool() : POOL_CLS);
    for (int layer = 1; layer <= shape.layers(); layer++) {
      source.append(layer(EncoderTensors.layer(layer)));
    }
    for (int exit = 1; exit <= shape.exits(); exit++) {
      source.append(segment(exit)).append(EXIT.replace("$K", Integer.toString(exit)));
    }
    return source
        .append(forward())
        .append(prepare())
        .toString()
        .replace("$CLASS", EncoderTemplate.CLASS_NAME)
        .replace("$EPS", EPSILON)
        .replace("$W", Integer.toString(shape.width()))
        .replace("$H", Integer.toString(shape.heads()))
        .replace("$P", Integer.toString(shape.width() / shape.heads()));
  }

  private String layer(String name) {
    return LAYER
        .replace("$QKV", kernels.linear("hidden", "$L_attention_qkv"))
        .replace("$MIX", kernels.linearPlus("joined", "hidden", "$L_attention_output"))
        .replace("$IN", kernels.linearGelu("middle", "$L_feed_forward_in"))
        .replace("$OUT", kernels.linearPlus("inner", "middle", "$L_feed_forward_out"))
        .replace("$L", name);
  }

  private String segment(int exit) {
    StringBuilder source = new StringBuilder("  def segment_").append(exit);
    source.append("(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:\n");
    String input = "hidden";
    for (int layer = shape.firstLayer(exit); layer <= shape.lastLayer(exit); layer++) {
      String name = EncoderTensors.layer(layer);
      source.append("    h%d = self.%s(%s, mask)\n".formatted(layer, name, input));
      input = "h" + layer;
    }
    return source.append("    return ").append(input).append('\n').toString();
  }

  private String forward() {
    StringBuilder source = new StringBuilder();
    source.append(
        "  def forward(self: __torch__.$CLASS, ids: Tensor, types: Tensor, lengths: Tensor)");
    source.append(" -> Tensor:\n    h0 = self.start(ids, types)\n");
    source.append("    mask = self.mask(h0, lengths)\n");
    int last = shape.exits();
    for (int exit = 1; exit <= last; exit++) {
      source.append("    h%d = self.segment_%d(h%d, mask)\n".formatted(exit, exit, exit - 1));
    }
    source.append("    return self.exit_%d(h%d, mask, lengths)\n".formatted(last, last));
    return source.toString();
  }

  private String prepare() {
    StringBuilder source = new StringBuilder();
    source.append("  def prepare(self: __torch__.$CLASS, any: Tensor) -> Tensor:\n");
    for (EncoderTensors.Spec spec : EncoderTensors.of(shape)) {
      String tensor = "self." + spec.name();
      if (!spec.name().startsWith("head_")) {
        source.append(
            "    %s = torch.to(%s, %d)\n".formatted(tensor, tensor, precision.torchCode()));
        if (spec.name().startsWith("layer_") && spec.shape().size() == 2) {
          source.append("    %s = %s\n".formatted(tensor, kernels.packed(tensor)));
        }
      }
    }
    return source.append("    return any\n").toString();
  }
}
