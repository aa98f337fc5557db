// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The JSON beside a checkpoint of several files that says which tensor is in which. */
final class ShardIndex {
  private static final int MAX_BYTES = 100_000_000;
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}");

  private ShardIndex() {}

  /**
   * Each tensor's file name, in the index's order.
   *
   * @throws CheckpointException if it is no such index, or names a file outside of its folder
   */
  static Map<String, String> read(Content content) {
    SafetensorsHeader.refuseLfsPointer(content);
    if (content.size() > MAX_BYTES) {
      throw content.refusal(
          "it has %d bytes (must be an index of at most %d)".formatted(content.size(), MAX_BYTES));
    }
    Map<String, String> shards = new LinkedHashMap<>();
    StrictJson.read(
        content,
        content.bytes(0, (int) content.size()),
        "the index",
        (field, json) -> {
          if (field.equals("weight_map")) {
            json.object(
                "weight_map",
                (tensor, value) -> {
                  String shard = value.text("weight_map of '" + Shown.of(tensor) + "'");
                  requirePlain(content, tensor, shard);
                  shards.put(tensor, shard);
                });
          } else {
            json.skip();
          }
        });
    if (shards.isEmpty()) {
      throw content.refusal(
          "its weight_map names no tensor (must say for each tensor which file holds it; copy it again)");
    }
    return shards;
  }

  private static void requirePlain(Content content, String tensor, String shard) {
    if (!PLAIN_NAME.matcher(shard).matches()) {
      throw content.refusal(
          "it places tensor '%s' in '%s' (must be the plain name of a file beside it)"
              .formatted(Shown.of(tensor), Shown.of(shard)));
    }
  }
}
