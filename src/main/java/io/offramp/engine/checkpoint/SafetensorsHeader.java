// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The head of a safetensors file: 8 bytes that count it, then JSON with each tensor's type, shape
 * and place. The places have to fill the rest of the file, one tensor after the other.
 */
final class SafetensorsHeader {
  /** Bytes that count the JSON. */
  static final int LENGTH_BYTES = Long.BYTES;

  /** The format's own limit. */
  private static final long MAX_BYTES = 100_000_000;

  private static final String LFS_POINTER = "version https://git-lfs";

  private SafetensorsHeader() {}

  /**
   * A tensor and where it lies.
   *
   * @param tensor what the header says of it
   * @param begin its first byte's position in the file
   * @param end the position after its last byte
   */
  record Place(TensorInfo tensor, long begin, long end) {}

  /**
   * The tensors in the header's order.
   *
   * @throws CheckpointException if the header says anything that cannot be
   */
  static List<Place> read(Content content) {
    byte[] json = json(content);
    long start = LENGTH_BYTES + (long) json.length;
    List<Place> places = new ArrayList<>();
    StrictJson.read(
        content,
        json,
        "its header",
        (name, fields) -> {
          if (name.equals("__metadata__")) {
            fields.object(
                "__metadata__ of its header",
                (key, values) ->
                    values.text("__metadata__ of its header, '" + Shown.of(key) + "'"));
          } else {
            places.add(place(content, start, name, fields));
          }
        });
    requireTiled(content, start, places);
    return places;
  }

  private static byte[] json(Content content) {
    refuseLfsPointer(content);
    long length =
        ByteBuffer.wrap(content.bytes(0, LENGTH_BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > MAX_BYTES || length > content.size() - LENGTH_BYTES) {
      throw content.refusal(
          "its header's length is %s (must be 2 to %d, and the file has %d bytes; copy it again)"
              .formatted(Long.toUnsignedString(length), MAX_BYTES, content.size()));
    }
    byte[] json = content.bytes(LENGTH_BYTES, (int) length);
    if (json[0] != '{') {
      throw content.refusal(
          "its header does not begin with '{' (must be safetensors; copy it again)");
    }
    return json;
  }

  /** Refuses what a clone without Git LFS leaves in the place of a large file. */
  static void refuseLfsPointer(Content content) {
    if (content.size() < LFS_POINTER.length()) {
      return;
    }
    byte[] head = content.bytes(0, LFS_POINTER.length());
    if (new String(head, StandardCharsets.ISO_8859_1).equals(LFS_POINTER)) {
      throw content.refusal("it only points to a file in Git LFS (run 'git lfs pull' there)");
    }
  }

  private static Place place(Content content, long start, String name, StrictJson fields)
      throws IOException {
    String who = "tensor '%s'".formatted(Shown.of(name));
    List<String> types = new ArrayList<>();
    List<List<Long>> shapes = new ArrayList<>();
    List<List<Long>> offsets = new ArrayList<>();
    fields.object(
        who,
        (field, value) -> {
          switch (field) {
            case "dtype" -> types.add(value.text("dtype of " + who));
            case "shape" -> shapes.add(value.counts("shape of " + who));
            case "data_offsets" -> offsets.add(value.counts("data_offsets of " + who));
            default ->
                throw content.refusal(
                    "%s has a field '%s' (must be dtype, shape and data_offsets)"
                        .formatted(who, Shown.of(field)));
          }
        });
    if (types.isEmpty() || shapes.isEmpty() || offsets.isEmpty()) {
      throw content.refusal(who + " lacks its dtype, shape or data_offsets (copy the file again)");
    }
    return checked(content, start, name, types.get(0), shapes.get(0), offsets.get(0));
  }

  private static Place checked(
      Content content,
      long start,
      String name,
      String dtype,
      List<Long> shape,
      List<Long> offsets) {
    String who = "tensor '%s'".formatted(Shown.of(name));
    Optional<ElementType> type = ElementType.named(dtype);
    if (type.isEmpty()) {
      throw content.refusal(
          "%s has the unknown dtype '%s' (save the model in F32)".formatted(who, Shown.of(dtype)));
    }
    if (!TensorInfo.isCountable(shape)) {
      throw content.refusal(
          "%s has a shape that cannot be: %s (copy the file again)"
              .formatted(who, Shown.of(shape.toString())));
    }
    long space = content.size() - start;
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > space) {
      throw content.refusal(
          "%s has data_offsets %s (must be a begin and an end, and there are %d bytes; copy the file again)"
              .formatted(who, Shown.of(offsets.toString()), space));
    }
    TensorInfo tensor = new TensorInfo(name, type.get(), shape);
    long bytes = offsets.get(1) - offsets.get(0);
    // divided, not multiplied: the product may not fit into a long
    if (bytes % type.get().bytes() != 0 || bytes / type.get().bytes() != tensor.elements()) {
      throw content.refusal(
          "%s has %d bytes, which is not what %s of shape %s takes (copy the file again)"
              .formatted(who, bytes, dtype, shape));
    }
    return new Place(tensor, start + offsets.get(0), start + offsets.get(1));
  }

  /** Refuses gaps and overlaps, in which other things than tensors could stand. */
  private static void requireTiled(Content content, long start, List<Place> places) {
    List<Place> sorted = new ArrayList<>(places);
    sorted.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
    long end = start;
    for (Place place : sorted) {
      if (place.begin() != end) {
        throw content.refusal(
            "tensor '%s' begins at byte %d, and what is before it ends at %d (must be without gaps and overlaps; save it anew)"
                .formatted(Shown.of(place.tensor().name()), place.begin(), end));
      }
      end = place.end();
    }
    if (end != content.size()) {
      throw content.refusal(
          "its tensors end at byte %d, and the file at %d (must be the same; copy it again)"
              .formatted(end, content.size()));
    }
  }
}
