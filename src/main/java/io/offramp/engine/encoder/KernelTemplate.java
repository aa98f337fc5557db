// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The TorchScript that a loaded encoder runs: the same function as {@link EncoderTemplate}'s, in
 * the form that is fast on one kind of device at one precision.
 *
 * <p>Methods, shapes as there. How a batch's rows are told depends on the {@linkplain Kernels
 * kernels}: {@code tokens} stands for what they read before the first layer, {@code layout} for
 * what tells tokens from padding.
 *
 * <ul>
 *   <li>{@code prepare(any) -> any}: casts the weights and lays them out for the kernels; called
 *       once, before anything else
 *   <li>{@code start(tokens) -> hidden}
 *   <li>{@code step_k(hidden, layout)}: a segment and its exit; returns hidden states, and {@code
 *       PLAIN} with them the probabilities, float32
 *   <li>{@code forward(tokens, layout)}: full depth, no exit on the way; returns what the last exit
 *       does
 *   <li>{@code keep(hidden, places [n] int64) -> hidden}: some of the rows
 *   <li>{@code move(from, to, places) -> to}: rows at some places of one are written to places of
 *       the other
 * </ul>
 *
 * <p>Between two layers' large products the code of every small operation has left the processor's
 * caches: a step costs what it has of those. So there are few, and what a batch's tokens say is
 * worked out outside.
 *
 * <p>Heads stay float32 at any precision, as a rounded logit would tie signals that differ.
 *
 * <p>Where attention's scores gain by distance, {@code prepare} lays the gains of all pairs of
 * places out once, [1,H,M,M] for the greatest length M; a segment cuts its batch's from it and adds
 * the mask, once for all its layers.
 */
public final class KernelTemplate {
  private static final String LAYER =
      """
        def $L(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:
          rows = torch.size(hidden, 0)
          length = torch.size(hidden, 1)
          stacked = $QKV
          split = torch.permute(torch.view(stacked, [rows, length, 3, $H, $P]), [2, 0, 3, 1, 4])
          query, key, value = torch.unbind(split)
          attended = torch.scaled_dot_product_attention(query, key, value, mask)
          joined = torch.reshape(torch.transpose(attended, 1, 2), [rows, length, $W])
          mixed = $MIX
          middle = torch.layer_norm(mixed, [$W], self.$L_attention_norm_weight, self.$L_attention_norm_bias, $EPS)
          inner = $IN
          outer = $OUT
          return torch.layer_norm(outer, [$W], self.$L_feed_forward_norm_weight, self.$L_feed_forward_norm_bias, $EPS)
      """;

  private static final String RELATIVE = "attention_relative_bias";
  private static final String PROJECTION = "embeddings_projection";

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
    EncoderTensors.specs(shape).forEach(spec -> names.add(spec.name()));
    for (int exit = 1; exit <= shape.exits(); exit++) {
      names.add(EncoderTensors.temperature(exit));
    }
    return names;
  }

  private String methods() {
    StringBuilder source = new StringBuilder(start()).append(kernels.mask());
    source.append(KEEP).append(kernels.move());
    source.append(SharedCode.pools(shape, kernels.meanPool(), kernels.firstPool()));
    source.append(layers());
    for (int exit = 1; exit <= shape.exits(); exit++) {
      source.append(SharedCode.segment(shape, exit)).append(exit(exit));
    }
    return finished(source.append(forward()).append(prepare()));
  }

  private String finished(StringBuilder source) {
    String told =
        source
            .toString()
            .replace("$LAYOUT_TYPED", String.join(", ", kernels.layout()))
            .replace("$LAYOUT", names(kernels.layout()));
    return SharedCode.finished(shape, told);
  }

  private String start() {
    return SharedCode.embedding(shape, kernels.start(), input -> kernels.linear(input, PROJECTION));
  }

  private String layers() {
    StringBuilder source = new StringBuilder();
    if (SharedCode.addsByDistance(shape)) {
      source.append(SharedCode.relative(shape)).append(kernels.added());
    }
    for (int layer = 1; layer <= shape.storedLayers(); layer++) {
      source.append(layer(EncoderTensors.layer(layer)));
    }
    return source.toString();
  }

  private String layer(String name) {
    Activation activation = shape.style().activation();
    return LAYER
        .replace("$QKV", kernels.linear("hidden", "$L_attention_qkv"))
        .replace("$MIX", kernels.linearPlus("joined", "hidden", "$L_attention_output"))
        .replace("$IN", kernels.activated("middle", "$L_feed_forward_in", activation))
        .replace("$OUT", kernels.linearPlus("inner", "middle", "$L_feed_forward_out"))
        .replace("$L", name);
  }

  private String exit(int exit) {
    ExitHead head = shape.head(exit);
    return kernels
        .exit()
        .replace("$DENSE", head.hidden().map(kernels::dense).orElse(""))
        .replace("$HELD", head.hidden().isPresent() ? "dense" : "pooled")
        .replace("$POOL", SharedCode.pool(shape, exit))
        .replace(
            "$PROBABILITIES", shape.task().probabilities("torch.div(logits, self.temperature_$K)"))
        .replace("$K", Integer.toString(exit));
  }

  private String forward() {
    StringBuilder source = new StringBuilder();
    source
        .append("  def forward(self: __torch__.$CLASS, ")
        .append(String.join(", ", kernels.tokens()));
    source.append(", $LAYOUT_TYPED) -> Tensor:\n    h0 = ");
    source.append(kernels.startCall()).append('\n');
    source.append("    mask = self.mask(h0, $LAYOUT)\n");
    int last = shape.exits();
    for (int exit = 1; exit <= last; exit++) {
      source.append("    h%d = self.segment_%d(h%d, mask)\n".formatted(exit, exit, exit - 1));
    }
    source.append("    return self.exit_%d(h%d, mask, $LAYOUT)\n".formatted(last, last));
    return source.toString();
  }

  private static String names(List<String> inputs) {
    return inputs.stream().map(input -> input.split(":", 2)[0]).collect(Collectors.joining(", "));
  }

  private String prepare() {
    StringBuilder source = new StringBuilder();
    source.append("  def prepare(self: __torch__.$CLASS, any: Tensor) -> Tensor:\n");
    for (EncoderTensors.Spec spec : EncoderTensors.specs(shape)) {
      String tensor = "self." + spec.name();
      if (spec.name().equals(RELATIVE)) {
        String table = "self.relative(%d)".formatted(shape.maxLength());
        source.append("    %s = %s\n".formatted(tensor, kernels.distances(table, precision)));
      } else if (!spec.name().startsWith("head_")) {
        source.append(
            "    %s = torch.to(%s, %d)\n".formatted(tensor, tensor, precision.torchCode()));
        if (spec.shape().size() == 2 && isProduct(spec.name())) {
          source.append("    %s = %s\n".formatted(tensor, kernels.packed(tensor)));
        }
      }
    }
    return source.append(kernels.embeddings()).append("    return any\n").toString();
  }

  private static boolean isProduct(String name) {
    return name.startsWith("layer_") || name.startsWith(PROJECTION);
  }
}
