// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import io.offramp.engine.checkpoint.PickleValue.Storage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layout of torch since 1.6: a ZIP of uncompressed entries under one folder, {@code data.pkl}
 * with the tensors and {@code data/KEY} for each storage.
 */
final class TorchZip {
  private static final String PICKLE = "/data.pkl";

  private TorchZip() {}

  /** Finds the tensors and where their storages lie. */
  static TorchFile.Layout read(Content content) {
    Map<String, ZipDirectory.Entry> entries = ZipDirectory.read(content);
    String top = top(content, entries);
    requireLittleEndian(content, entries.get(top + "/byteorder"));
    TensorBuilder builder = new TensorBuilder(content);
    Map<String, TensorView> views =
        StateDict.tensors(content, pickle(content, entry(content, entries, top + PICKLE), builder));
    Map<String, Long> starts = new HashMap<>();
    for (Storage storage : builder.storages().values()) {
      ZipDirectory.Entry entry = entry(content, entries, top + "/data/" + storage.key());
      long bytes = storage.elements() * storage.type().bytes();
      if (entry.bytes() != bytes) {
        throw content.refusal(
            "entry '%s' has %d bytes (must be %d, for %d elements of type %s; copy it again)"
                .formatted(
                    Shown.of(entry.name()),
                    entry.bytes(),
                    bytes,
                    storage.elements(),
                    storage.type()));
      }
      starts.put(storage.key(), entry.start());
    }
    return new TorchFile.Layout(views, starts);
  }

  private static PickleValue pickle(
      Content content, ZipDirectory.Entry entry, TensorBuilder builder) {
    Window in = new Window(content, "its pickle", entry.start(), entry.start() + entry.bytes());
    return PickleMachine.run(content, in, builder);
  }

  /** The one folder that has a pickle in it. */
  private static String top(Content content, Map<String, ZipDirectory.Entry> entries) {
    String top = "";
    for (String name : entries.keySet()) {
      if (name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length()) {
        if (!top.isEmpty()) {
          throw content.refusal(
              "it has two entries data.pkl, in '%s' and in '%s' (must be one checkpoint)"
                  .formatted(
                      Shown.of(top), Shown.of(name.substring(0, name.length() - PICKLE.length()))));
        }
        top = name.substring(0, name.length() - PICKLE.length());
      }
    }
    if (top.isEmpty()) {
      throw content.refusal(
          "it is a ZIP without FOLDER/data.pkl (must be a file that torch.save wrote)");
    }
    return top;
  }

  private static ZipDirectory.Entry entry(
      Content content, Map<String, ZipDirectory.Entry> entries, String name) {
    ZipDirectory.Entry entry = entries.get(name);
    if (entry == null) {
      throw content.refusal("entry '%s' is missing (copy it again)".formatted(Shown.of(name)));
    }
    return entry;
  }

  private static void requireLittleEndian(Content content, ZipDirectory.@Nullable Entry order) {
    if (order == null) {
      return; // torch before 2.1 does not say
    }
    byte[] said = content.bytes(order.start(), (int) Math.min(order.bytes(), 16));
    if (!new String(said, StandardCharsets.US_ASCII).equals("little")) {
      throw content.refusal(
          "its byteorder is '%s' (must be little; load it in Python and save it as safetensors)"
              .formatted(Shown.of(new String(said, StandardCharsets.US_ASCII))));
    }
  }
}
