// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import io.offramp.engine.encoder.Activation;
import io.offramp.engine.encoder.Architecture;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderStyle;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.RelativeAttention;
import io.offramp.engine.encoder.Task;
import java.util.Collections;
import java.util.List;

/**
 * A manifest's field {@code architecture}. What is as BERT's is not written, so that a bundle's
 * identity does not change with what other bundles may say.
 */
final class ArchitectureParser {
  private static final String FAMILY = "bert-post-norm";

  private ArchitectureParser() {}

  static ObjectNode toJson(Architecture architecture) {
    return architecture instanceof ModuleShape module
        ? ModuleShapeParser.toJson(module)
        : toJson((EncoderShape) architecture);
  }

  private static ObjectNode toJson(EncoderShape shape) {
    ObjectNode node = Json.object();
    node.put("family", FAMILY)
        .put("vocabulary-size", shape.vocabularySize())
        .put("max-length", shape.maxLength())
        .put("token-types", shape.tokenTypes())
        .put("width", shape.width())
        .put("layers", shape.layers())
        .put("heads", shape.heads())
        .put("feed-forward-width", shape.feedForwardWidth());
    if (allLinearAlike(shape)) {
      node.put("pooling", shape.head(1).pooling().id());
    } else {
      ArrayNode heads = node.putArray("exit-heads");
      for (ExitHead head : shape.exitHeads()) {
        ObjectNode one = heads.addObject().put("pooling", head.pooling().id());
        head.hidden().ifPresent(activation -> one.put("hidden", activation.id()));
      }
    }
    ArrayNode exitLayers = node.putArray("exit-layers");
    shape.exitLayers().forEach(exitLayers::add);
    node.put("classes", shape.classes());
    putStyle(node, shape);
    if (!shape.numbers().equals(NumberScale.UNIT)) {
      node.putObject("number-scale")
          .put("center", shape.numbers().center())
          .put("scale", shape.numbers().scale());
    }
    return node;
  }

  private static boolean allLinearAlike(EncoderShape shape) {
    return shape.exitHeads().stream().allMatch(ExitHead.linear(shape.head(1).pooling())::equals);
  }

  private static void putStyle(ObjectNode node, EncoderShape shape) {
    EncoderStyle style = shape.style();
    EncoderStyle bert = EncoderStyle.bert(shape.width());
    if (style.normEpsilon() != bert.normEpsilon()) {
      node.put("norm-epsilon", style.normEpsilon());
    }
    if (style.activation() != bert.activation()) {
      node.put("activation", style.activation().id());
    }
    if (style.embeddingWidth() != bert.embeddingWidth()) {
      node.put("embedding-width", style.embeddingWidth());
    }
    if (style.sharedLayers()) {
      node.put("shared-layers", true);
    }
    style
        .relativeAttention()
        .ifPresent(
            relative ->
                node.putObject("relative-attention")
                    .put("buckets", relative.buckets())
                    .put("max-distance", relative.maxDistance()));
  }

  /**
   * Reads the field.
   *
   * @param task the manifest's
   */
  static Architecture fromJson(JsonFields fields, Task task) {
    String family = fields.text("family");
    if (family.equals(ModuleShapeParser.FAMILY)) {
      if (task != Task.SINGLE_LABEL) {
        throw fields.refusal(
            "architecture family \"%s\" cannot do task \"%s\" (must be \"%s\")"
                .formatted(family, task.id(), Task.SINGLE_LABEL.id()));
      }
      return ModuleShapeParser.fromJson(fields);
    }
    if (!family.equals(FAMILY)) {
      throw fields.refusal(
          "architecture family \"%s\" is unknown (must be \"%s\" or \"%s\")"
              .formatted(family, FAMILY, ModuleShapeParser.FAMILY));
    }
    EncoderShape shape = fields.valid(() -> shape(fields, task));
    fields.refuseUnknown();
    return shape;
  }

  private static NumberScale numbers(JsonFields fields) {
    return fields
        .optionalObject("number-scale")
        .map(
            scale -> {
              NumberScale numbers = new NumberScale(scale.number("center"), scale.number("scale"));
              scale.refuseUnknown();
              return numbers;
            })
        .orElse(NumberScale.UNIT);
  }

  private static EncoderShape shape(JsonFields fields, Task task) {
    int width = fields.smallInteger("width");
    List<Integer> exitLayers = fields.smallIntegers("exit-layers");
    return new EncoderShape(
        fields.smallInteger("vocabulary-size"),
        fields.smallInteger("max-length"),
        fields.smallInteger("token-types"),
        width,
        fields.smallInteger("layers"),
        fields.smallInteger("heads"),
        fields.smallInteger("feed-forward-width"),
        exitLayers,
        fields.smallInteger("classes"),
        heads(fields, exitLayers.size()),
        style(fields, width),
        task,
        numbers(fields));
  }

  private static List<ExitHead> heads(JsonFields fields, int exits) {
    if (!fields.has("exit-heads")) {
      Pooling pooling = Pooling.ofId(fields.text("pooling"));
      return Collections.nCopies(exits, ExitHead.linear(pooling));
    }
    return fields.objects("exit-heads").stream().map(ArchitectureParser::head).toList();
  }

  private static ExitHead head(JsonFields fields) {
    ExitHead head =
        new ExitHead(
            Pooling.ofId(fields.text("pooling")),
            fields.optionalText("hidden").map(Activation::ofId));
    fields.refuseUnknown();
    return head;
  }

  private static EncoderStyle style(JsonFields fields, int width) {
    EncoderStyle bert = EncoderStyle.bert(width);
    return new EncoderStyle(
        fields.has("norm-epsilon") ? fields.number("norm-epsilon") : bert.normEpsilon(),
        fields.optionalText("activation").map(Activation::ofId).orElse(bert.activation()),
        fields.has("embedding-width")
            ? fields.smallInteger("embedding-width")
            : bert.embeddingWidth(),
        fields.has("shared-layers") && fields.bool("shared-layers"),
        fields.optionalObject("relative-attention").map(ArchitectureParser::relative));
  }

  private static RelativeAttention relative(JsonFields fields) {
    RelativeAttention relative =
        new RelativeAttention(fields.smallInteger("buckets"), fields.smallInteger("max-distance"));
    fields.refuseUnknown();
    return relative;
  }
}
