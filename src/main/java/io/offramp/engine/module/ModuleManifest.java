// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import io.offramp.calibration.json.JsonFields;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a user says of a module, format version 1.
 *
 * @param shape its sizes
 * @param labels by class index
 * @param exits from the first
 * @param unit of their costs
 * @param paddingId token id that fills short rows
 * @param textPairs whether rows have a second text
 * @param costTokens length of the row that costs are for
 * @param tokenizer the file, relative to the manifest's folder or absolute
 */
record ModuleManifest(
    ModuleShape shape,
    List<String> labels,
    List<ExitInfo> exits,
    ModuleExit.Unit unit,
    int paddingId,
    boolean textPairs,
    int costTokens,
    String tokenizer) {
  private static final String FORMAT = "offramp-module";
  private static final String KIND = "module manifest";
  private static final int USUAL_COST_TOKENS = 64;

  /** Copies the lists. */
  ModuleManifest {
    labels = List.copyOf(labels);
    exits = List.copyOf(exits);
  }

  /**
   * Reads a manifest strictly.
   *
   * @throws io.offramp.calibration.json.FileFormatException naming the field that is wrong, or
   *     unknown
   */
  static ModuleManifest read(Path file) {
    JsonFields root =
        JsonFields.parse(
            JsonFiles.readText(file, KIND),
            KIND,
            file.toString(),
            "must be a JSON object as the page on the TorchScript contract shows it");
    root.requireFormat(FORMAT, 1, "write \"format-version\": 1");
    ModuleManifest manifest = root.valid(() -> of(root));
    root.refuseUnknown();
    return manifest;
  }

  private static ModuleManifest of(JsonFields root) {
    List<String> labels = root.texts("labels");
    if (new HashSet<>(labels).size() != labels.size()
        || labels.stream().anyMatch(String::isBlank)) {
      throw root.refusal("field \"labels\" is %s (must be different names)".formatted(labels));
    }
    List<JsonFields> described = root.objects("exits");
    if (described.isEmpty()) {
      throw root.refusal("field \"exits\" is empty (must have one at least)");
    }
    ModuleExit.Unit unit = ModuleExit.Unit.of(described, root);
    List<ModuleExit> exits = described.stream().map(one -> ModuleExit.of(one, unit)).toList();
    ModuleShape shape =
        new ModuleShape(
            root.smallInteger("vocabulary-size"),
            root.smallInteger("max-length"),
            root.smallInteger("width"),
            exits.stream().map(ModuleExit::layer).toList(),
            labels.size(),
            root.has("precision")
                ? root.texts("precision").stream().map(Precision::ofId).toList()
                : List.of(Precision.FP32));
    return new ModuleManifest(
        shape,
        labels,
        infos(exits, unit),
        unit,
        root.smallInteger("padding-id"),
        root.has("text-pairs") && root.bool("text-pairs"),
        root.has("cost-tokens")
            ? root.smallInteger("cost-tokens")
            : Math.min(USUAL_COST_TOKENS, shape.maxLength()),
        root.text("tokenizer"));
  }

  private static List<ExitInfo> infos(List<ModuleExit> exits, ModuleExit.Unit unit) {
    double last = exits.get(exits.size() - 1).cost();
    List<ExitInfo> infos = new ArrayList<>();
    for (ModuleExit exit : exits) {
      infos.add(
          new ExitInfo(
              exit.layer(),
              exit.flops(unit, last),
              exit.temperature(),
              OptionalDouble.empty(),
              true));
    }
    return infos;
  }
}
