// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;

/** The field {@code architecture} of a bundle whose model is a module of the user's own. */
final class ModuleShapeParser {
  static final String FAMILY = "torchscript";

  private ModuleShapeParser() {}

  static ObjectNode toJson(ModuleShape shape) {
    ObjectNode node = Json.object();
    node.put("family", FAMILY)
        .put("vocabulary-size", shape.vocabularySize())
        .put("max-length", shape.maxLength())
        .put("width", shape.width());
    ArrayNode exitLayers = node.putArray("exit-layers");
    shape.exitLayers().forEach(exitLayers::add);
    node.put("classes", shape.classes());
    ArrayNode precisions = node.putArray("precision");
    shape.precisions().forEach(precision -> precisions.add(precision.id()));
    return node;
  }

  /** The shape, of which the family was read. */
  static ModuleShape fromJson(JsonFields fields) {
    ModuleShape shape =
        fields.valid(
            () ->
                new ModuleShape(
                    fields.smallInteger("vocabulary-size"),
                    fields.smallInteger("max-length"),
                    fields.smallInteger("width"),
                    fields.smallIntegers("exit-layers"),
                    fields.smallInteger("classes"),
                    fields.texts("precision").stream().map(Precision::ofId).toList()));
    fields.refuseUnknown();
    return shape;
  }
}
