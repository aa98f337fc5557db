// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts one after another; of many strings, Java's serialization looks each up. */
final class PackedTexts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private final int[] ends; // of a missing text the complement

  /**
   * Some of the texts.
   *
   * @param order numbers of texts, the first {@code count} of which are taken
   */
  PackedTexts(List<@Nullable String> texts, int[] order, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ends = new int[count];
    for (int i = 0; i < count; i++) {
      String text = texts.get(order[i]);
      if (text != null) {
        all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      }
      ends[i] = text == null ? ~all.size() : all.size();
    }
    bytes = all.toByteArray();
  }

  int size() {
    return ends.length;
  }

  @Nullable String get(int i) {
    if (ends[i] < 0) {
      return null;
    }
    int start = i == 0 ? 0 : Math.max(ends[i - 1], ~ends[i - 1]);
    return new String(bytes, start, ends[i] - start, StandardCharsets.UTF_8);
  }
}
