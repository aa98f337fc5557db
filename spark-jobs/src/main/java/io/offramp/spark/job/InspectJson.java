// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.text.TokenizerJson;

/**
 * A bundle as JSON: its manifest, and what follows from it. Keys of the manifest are explained in
 * the page on bundles.
 */
public final class InspectJson {
  private InspectJson() {}

  /** The whole document. */
  public static String of(Bundle bundle) {
    ObjectNode root = Json.object();
    root.put("format", "offramp-inspect").put("format-version", 1);
    root.put("bundle", bundle.location()).put("sha256", bundle.sha256());
    root.put("tokenizer", TokenizerJson.describe(bundle.tokenizerFile()));
    ArrayNode precisions = root.putArray("precisions-here");
    BundlePrecisions.here(bundle.manifest().architecture())
        .forEach(precision -> precisions.add(precision.id()));
    ExitCosts costs = bundle.manifest().costs();
    ArrayNode fractions = root.putArray("costs");
    for (int exit = 1; exit <= costs.exits(); exit++) {
      fractions.add(costs.cost(exit));
    }
    ArrayNode untrained = root.putArray("untrained-exits");
    bundle.manifest().untrainedExits().forEach(untrained::add);
    String manifest = JsonFiles.readText(bundle.folder().resolve(Bundle.MANIFEST), "manifest");
    root.set("manifest", tree(manifest));
    return Json.pretty(root);
  }

  private static JsonNode tree(String manifest) {
    try {
      return new ObjectMapper().readTree(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read a manifest that was read before", e);
    }
  }
}
