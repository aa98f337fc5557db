// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.RowText;
import io.offramp.engine.run.ScoringOptions;
import io.offramp.engine.text.TextEncoding;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs rows in batches that are never put together again: at full depth, or with rows dropped from
 * their batch as they leave, which then goes on thinner.
 */
final class BatchByBatch {
  /** Rows that are tokenised, and sorted if they are, at a time: as many as the engine's window. */
  private static final int WINDOW = ScoringOptions.DEFAULT.windowRows();

  private final EarlyExitModel model;
  private final TextEncoding encoding;
  private final Cutting cutting;
  private final ScoringOptions options;

  /**
   * A way to run batches.
   *
   * @param encoding gives rows their tokens
   */
  BatchByBatch(
      EarlyExitModel model, TextEncoding encoding, Cutting cutting, ScoringOptions options) {
    this.model = model;
    this.encoding = encoding;
    this.cutting = cutting;
    this.options = options;
  }

  /**
   * Runs rows.
   *
   * @param exits where each leaves, from 1; null: all at full depth, in one call a batch
   * @return rows answered
   */
  int run(List<RowText> rows, int @Nullable [] exits) {
    int answered = 0;
    for (int from = 0; from < rows.size(); from += WINDOW) {
      int to = Math.min(rows.size(), from + WINDOW);
      List<TokenizedText> texts = encode(rows.subList(from, to));
      int[] lengths = texts.stream().mapToInt(TokenizedText::length).toArray();
      for (Cutting.Cut cut : cutting.cut(lengths, this::padded, options)) {
        answered += exits == null ? full(texts, cut) : leaving(texts, cut, exits, from);
      }
    }
    return answered;
  }

  /** Tokens that rows of these lengths are padded to, all together. */
  long paddedTokens(int[] lengths) {
    long tokens = 0;
    for (int from = 0; from < lengths.length; from += WINDOW) {
      int[] window = Arrays.copyOfRange(lengths, from, Math.min(lengths.length, from + WINDOW));
      for (Cutting.Cut cut : cutting.cut(window, this::padded, options)) {
        tokens += cut.tokens();
      }
    }
    return tokens;
  }

  private int padded(int length) {
    return Math.min(model.maxLength(), options.padded(length));
  }

  private List<TokenizedText> encode(List<RowText> rows) {
    return encoding.encodeAll(
        rows.stream()
            .map(row -> new TextInput(Objects.requireNonNull(row.text()), row.pair()))
            .toList());
  }

  private int full(List<TokenizedText> texts, Cutting.Cut cut) {
    List<TokenizedText> batch = at(texts, cut.places());
    try (NDManager scope = model.newScope()) {
      return model.fullDepth(batch, cut.length(), scope).length;
    }
  }

  private int leaving(List<TokenizedText> texts, Cutting.Cut cut, int[] exits, int from) {
    int[] staying = cut.places();
    int answered = 0;
    try (NDManager scope = model.newScope()) {
      NDArray hidden = model.start(at(texts, staying), cut.length(), scope);
      for (int exit = 1; staying.length > 0; exit++) {
        NDArray after = step(exit, hidden, at(texts, staying), cut.length(), scope);
        int[] kept = new int[staying.length];
        int[] theirs = new int[staying.length];
        int count = 0;
        for (int place = 0; place < staying.length; place++) {
          if (exits[from + staying[place]] > exit) {
            kept[count] = place;
            theirs[count++] = staying[place];
          }
        }
        answered += staying.length - count;
        hidden = count == staying.length ? after : kept(after, Arrays.copyOf(kept, count), scope);
        staying = Arrays.copyOf(theirs, count);
      }
    }
    return answered;
  }

  private NDArray step(
      int exit, NDArray before, List<TokenizedText> batch, int length, NDManager scope) {
    try (before) {
      return model.step(exit, before, batch, length, scope).hidden();
    }
  }

  private NDArray kept(NDArray all, int[] places, NDManager scope) {
    if (places.length == 0) {
      return all; // freed with the scope; nobody is left to need it
    }
    try (all) {
      return model.keep(all, places, scope);
    }
  }

  private static List<TokenizedText> at(List<TokenizedText> texts, int[] places) {
    return Arrays.stream(places).mapToObj(texts::get).toList();
  }
}
