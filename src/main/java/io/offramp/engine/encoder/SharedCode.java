// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What {@link EncoderTemplate} and {@link KernelTemplate} write alike: where a style differs from
 * BERT's, mostly. For BERT's nothing is added.
 */
final class SharedCode {
  /**
   * [1,H,N,N]: what attention's scores gain by distance, before padding is masked. The logarithm is
   * float32, as where the tables were learnt, or a distance at the edge would fall into another
   * bucket.
   */
  private static final String RELATIVE =
      """
        def relative(self: __torch__.$CLASS, length: int) -> Tensor:
          places = torch.arange(length, dtype=4, layout=None, device=ops.prim.device(self.attention_relative_bias))
          behind = torch.sub(torch.unsqueeze(places, 1), torch.unsqueeze(places, 0))
          far = torch.abs(behind)
          share = torch.div(torch.log(torch.div(torch.to(torch.clamp(far, $EXACT), 6), $EXACT)), $LOG)
          spread = torch.add(torch.to(torch.mul(share, $EXACT), 4), $EXACT)
          bucket = torch.where(torch.lt(far, $EXACT), far, torch.clamp(spread, None, $LAST))
          ahead = torch.mul(torch.to(torch.lt(behind, 0), 4), $HALF)
          table = torch.embedding(self.attention_relative_bias, torch.add(bucket, ahead))
          return torch.unsqueeze(torch.permute(table, [2, 0, 1]), 0)
      """;

  private SharedCode() {}

  /** Whether attention's mask is one that {@code added} makes of the usual one. */
  static boolean addsByDistance(EncoderShape shape) {
    return shape.style().relativeAttention().isPresent();
  }

  /** The method {@code relative(length)}, or nothing. */
  static String relative(EncoderShape shape) {
    return shape.style().relativeAttention().map(SharedCode::relative).orElse("");
  }

  private static String relative(RelativeAttention relative) {
    int half = relative.buckets() / 2;
    int exact = half / 2;
    return RELATIVE
        .replace("$EXACT", Integer.toString(exact))
        .replace("$LOG", Double.toString(Math.log((double) relative.maxDistance() / exact)))
        .replace("$LAST", Integer.toString(half - 1))
        .replace("$HALF", Integer.toString(half));
  }

  /**
   * The method that embeds tokens.
   *
   * @param method whose last line is {@code $NORMED} and the norm
   * @param projection writes the product of a tensor with the projection's weight
   */
  static String embedding(EncoderShape shape, String method, UnaryOperator<String> projection) {
    return shape.projectsEmbeddings()
        ? method.replace("$NORMED", "normed =") + "    return " + projection.apply("normed") + "\n"
        : method.replace("$NORMED", "return");
  }

  /** {@code segment_k}: the layers between two exits. */
  static String segment(EncoderShape shape, int exit) {
    StringBuilder source = new StringBuilder("  def segment_").append(exit);
    source.append("(self: __torch__.$CLASS, hidden: Tensor, mask: Tensor) -> Tensor:\n");
    if (addsByDistance(shape)) {
      source.append("    added = self.added(hidden, mask)\n");
    }
    String mask = addsByDistance(shape) ? "added" : "mask";
    String input = "hidden";
    for (int layer = shape.firstLayer(exit); layer <= shape.lastLayer(exit); layer++) {
      String name = EncoderTensors.layer(shape.storedLayer(layer));
      source.append("    h%d = self.%s(%s, %s)\n".formatted(layer, name, input, mask));
      input = "h" + layer;
    }
    return source.append("    return ").append(input).append('\n').toString();
  }

  /** The name of the method that pools for an exit. */
  static String pool(EncoderShape shape, int exit) {
    Pooling pooling = shape.head(exit).pooling();
    boolean alike = shape.exitHeads().stream().allMatch(head -> head.pooling() == pooling);
    return alike ? "pool" : pool(pooling);
  }

  /** The name of the method that pools so, where there are several. */
  static String pool(Pooling pooling) {
    return "pool_" + pooling.id();
  }

  /** The methods that exits pool by. */
  static String pools(EncoderShape shape, String mean, String first) {
    StringBuilder source = new StringBuilder();
    for (Pooling pooling : Pooling.values()) {
      for (int exit = 1; exit <= shape.exits(); exit++) {
        if (shape.head(exit).pooling() == pooling) {
          String text = pooling == Pooling.MEAN ? mean : first;
          source.append(text.replace("$POOL", pool(shape, exit)));
          break;
        }
      }
    }
    return source.toString();
  }

  /** The text with names and sizes in it. */
  static String finished(EncoderShape shape, String source) {
    return source
        .replace("$CLASS", EncoderTemplate.CLASS_NAME)
        .replace("$EPS", epsilon(shape))
        .replace("$TW", Integer.toString(shape.style().embeddingWidth()))
        .replace("$W", Integer.toString(shape.width()))
        .replace("$H", Integer.toString(shape.heads()))
        .replace("$P", Integer.toString(shape.width() / shape.heads()));
  }

  private static String epsilon(EncoderShape shape) {
    return BigDecimal.valueOf(shape.style().normEpsilon())
        .stripTrailingZeros()
        .toString()
        .toLowerCase(Locale.ROOT);
  }
}
