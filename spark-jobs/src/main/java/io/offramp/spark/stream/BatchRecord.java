// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.json.JsonFields;
import java.util.List;
import java.util.Optional;

/**
 * What a table knows of a batch.
 *
 * @param batch from 0
 * @param staging name of the folder that its files come from; no longer there: all are in place
 * @param summary text of who made the batch
 * @param moves where its files go
 * @param rows folder whose rows a {@link BatchTable} is given; empty: all go by moving files
 */
record BatchRecord(
    long batch, String staging, String summary, List<PlacedFile> moves, Optional<String> rows) {
  private static final String FORMAT = "offramp-batch";
  private static final int VERSION = 1;
  private static final String ROWS = "rows";

  BatchRecord {
    moves = List.copyOf(moves);
  }

  String toJson() {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("format-version", VERSION);
    root.put("batch", batch).put("staging", staging).put("summary", summary);
    ArrayNode files = root.putArray("files");
    moves.forEach(move -> files.addObject().put("from", move.from()).put("to", move.to()));
    rows.ifPresent(folder -> root.put(ROWS, folder));
    return Json.pretty(root);
  }

  /**
   * Reads a record.
   *
   * @throws io.offramp.calibration.json.FileFormatException if it is none
   */
  static BatchRecord parse(String json, String source) {
    JsonFields fields = JsonFields.parse(json, "batch record", source);
    fields.requireFormat(FORMAT, VERSION, "use the Offramp that wrote it");
    List<PlacedFile> moves =
        fields.objects("files").stream()
            .map(file -> new PlacedFile(file.text("from"), file.text("to")))
            .toList();
    return new BatchRecord(
        fields.integer("batch"),
        fields.text("staging"),
        fields.text("summary"),
        moves,
        fields.optionalText(ROWS));
  }
}
