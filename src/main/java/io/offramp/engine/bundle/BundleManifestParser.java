// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import io.offramp.calibration.json.Sha256;
import io.offramp.engine.encoder.Task;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Reads and writes manifests as JSON, format version 1.
 *
 * <p>The field {@code bundle-sha256} is the hash of the canonical form (keys sorted, no white
 * space) of all the other fields except {@code provenance.created-at}. It covers the files through
 * their own hashes, and so identifies the bundle: equal trainings give equal identities.
 */
final class BundleManifestParser {
  private static final String FORMAT = "offramp-bundle";
  private static final int FORMAT_VERSION = 1;

  private BundleManifestParser() {}

  static String toJson(BundleManifest manifest) {
    ObjectNode root = tree(manifest);
    root.put("bundle-sha256", identity(manifest));
    return Json.pretty(root);
  }

  /** The bundle's identity. */
  static String identity(BundleManifest manifest) {
    ObjectNode root = tree(manifest);
    ((ObjectNode) root.get("provenance")).remove("created-at");
    return Sha256.of(Json.canonical(root));
  }

  static BundleManifest fromJson(String json, String source) {
    JsonFields root = JsonFields.parse(json, "bundle manifest", source);
    root.requireFormat(FORMAT, FORMAT_VERSION, "train the bundle again with this Offramp");
    String claimed = root.text("bundle-sha256");
    BundleManifest manifest =
        root.valid(
            () ->
                new BundleManifest(
                    ArchitectureParser.fromJson(root.object("architecture"), task(root)),
                    root.texts("labels"),
                    root.bool("text-pairs"),
                    root.smallInteger("padding-id"),
                    root.smallInteger("cost-tokens"),
                    root.objects("exits").stream().map(fields -> exit(fields, task(root))).toList(),
                    root.objects("files").stream().map(BundleManifestParser::file).toList(),
                    provenance(root.object("provenance"))));
    root.refuseUnknown();
    if (!identity(manifest).equals(claimed)) {
      throw root.refusal(
          "its content has SHA-256 %s, but \"bundle-sha256\" says %s (the file was changed: copy the bundle again)"
              .formatted(identity(manifest), claimed));
    }
    return manifest;
  }

  private static Task task(JsonFields root) {
    return root.optionalText("task").map(Task::ofId).orElse(Task.SINGLE_LABEL);
  }

  private static ObjectNode tree(BundleManifest manifest) {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("format-version", FORMAT_VERSION);
    if (manifest.task() != Task.SINGLE_LABEL) { // not written, it leaves identities as they were
      root.put("task", manifest.task().id());
    }
    root.set("architecture", ArchitectureParser.toJson(manifest.architecture()));
    ArrayNode labels = root.putArray("labels");
    manifest.labels().forEach(labels::add);
    root.put("text-pairs", manifest.textPairs());
    root.put("padding-id", manifest.paddingId());
    root.put("cost-tokens", manifest.costTokens());
    ArrayNode exits = root.putArray("exits");
    for (ExitInfo exit : manifest.exits()) {
      ObjectNode node = exits.addObject();
      node.put("layer", exit.layer())
          .put("flops", exit.flops())
          .put("temperature", exit.temperature());
      exit.devAccuracy().ifPresent(accuracy -> node.put(devKey(manifest.task()), accuracy));
      if (!exit.trained()) {
        node.put("trained", false);
      }
    }
    ArrayNode files = root.putArray("files");
    for (BundleFile file : manifest.files()) {
      files
          .addObject()
          .put("name", file.name())
          .put("bytes", file.bytes())
          .put("sha256", file.sha256());
    }
    BundleProvenance provenance = manifest.provenance();
    ObjectNode node = root.putObject("provenance");
    node.put("created-at", provenance.createdAt()).put("seed", provenance.seed());
    put(node.putObject("data"), provenance.data());
    put(node.putObject("options"), provenance.options());
    put(node.putObject("versions"), provenance.versions());
    return root;
  }

  private static void put(ObjectNode node, Map<String, String> values) {
    BundleProvenance.sorted(values).forEach(node::put);
  }

  private static String devKey(Task task) {
    return task == Task.REGRESSION ? "dev-r2" : "dev-accuracy";
  }

  private static ExitInfo exit(JsonFields fields, Task task) {
    String dev = devKey(task);
    ExitInfo exit =
        fields.valid(
            () ->
                new ExitInfo(
                    fields.smallInteger("layer"),
                    fields.integer("flops"),
                    fields.number("temperature"),
                    fields.has(dev)
                        ? OptionalDouble.of(fields.number(dev))
                        : OptionalDouble.empty(),
                    !fields.has("trained") || fields.bool("trained")));
    fields.refuseUnknown();
    return exit;
  }

  private static BundleFile file(JsonFields fields) {
    BundleFile file =
        fields.valid(
            () ->
                new BundleFile(
                    fields.text("name"), fields.integer("bytes"), fields.text("sha256")));
    fields.refuseUnknown();
    return file;
  }

  private static BundleProvenance provenance(JsonFields fields) {
    BundleProvenance provenance =
        new BundleProvenance(
            fields.text("created-at"),
            fields.textMap("data"),
            fields.integer("seed"),
            fields.textMap("options"),
            fields.textMap("versions"));
    fields.refuseUnknown();
    return provenance;
  }
}
