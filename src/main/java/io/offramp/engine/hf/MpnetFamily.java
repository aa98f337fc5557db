// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.RelativeAttention;
import io.offramp.engine.text.WordPieceOptions;
import java.util.List;
import java.util.Optional;

/**
 * MPNet: attention is biased by distance, there are no token types, and positions count from 2
 * (Song et al. 2020, arXiv 2004.09297).
 */
final class MpnetFamily extends Family {
  // Its code computes with these, whatever a configuration says.
  private static final int BUCKETS = 32;
  private static final int MAX_DISTANCE = 128;
  private static final int OFFSET = 2;
  private static final String BUCKETS_FIELD = "relative_attention_num_buckets";

  private static final LayerNames LAYER =
      new LayerNames(
          "attention.attn.q",
          "attention.attn.k",
          "attention.attn.v",
          "attention.attn.o",
          "attention.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  @Override
  List<String> modelTypes() {
    return List.of("mpnet");
  }

  @Override
  String prefix() {
    return "mpnet.";
  }

  @Override
  String className(String modelType) {
    return "MPNet";
  }

  @Override
  HeadNames head() {
    return new HeadNames("classifier.dense", "classifier.out_proj");
  }

  @Override
  LayerNames layerNames() {
    return LAYER;
  }

  @Override
  Optional<String> relativeBias() {
    return Optional.of("encoder.relative_attention_bias.weight");
  }

  @Override
  boolean hasTokenTypes() {
    return false;
  }

  @Override
  int usualPaddingId() {
    return OFFSET - 1;
  }

  @Override
  int positionOffset(int paddingId) {
    return OFFSET;
  }

  @Override
  Optional<RelativeAttention> relativeAttention(ConfigFields fields) {
    return Optional.of(new RelativeAttention(BUCKETS, MAX_DISTANCE));
  }

  @Override
  void check(ConfigFields fields) {
    if (fields.size(BUCKETS_FIELD, BUCKETS) != BUCKETS) {
      throw fields.unsupported(
          "\"%s\" is %d".formatted(BUCKETS_FIELD, fields.size(BUCKETS_FIELD)),
          "must be %d, which MPNet's code computes with".formatted(BUCKETS));
    }
    int padding = fields.size("pad_token_id", OFFSET - 1);
    if (padding != OFFSET - 1) {
      throw fields.unsupported(
          "\"pad_token_id\" is %d".formatted(padding),
          "must be 1, which MPNet's code counts positions from");
    }
  }

  @Override
  boolean computes(EncoderShape shape) {
    return super.computes(shape)
        && shape
            .style()
            .relativeAttention()
            .equals(Optional.of(new RelativeAttention(BUCKETS, MAX_DISTANCE)));
  }

  @Override
  void write(EncoderShape shape, int paddingId, ObjectNode config) {
    super.write(shape, paddingId, config);
    config.put(BUCKETS_FIELD, BUCKETS);
  }

  @Override
  Optional<WordPieceOptions> wordPiece() {
    return Optional.of(
        new WordPieceOptions(
            true,
            Optional.empty(),
            true,
            new WordPieceOptions.Specials("<pad>", "[UNK]", "<s>", "</s>", "<mask>"),
            2));
  }
}
