// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.ArrayList;
import java.util.List;

/** Encodes many rows by few native calls, single texts and pairs apart, within bounded memory. */
final class BatchEncoder {
  /**
   * Rows in a native call, which holds copies of their texts; enough for all threads to have work.
   */
  private static final int ROWS = 512;

  private final NativeTokenizer tokenizer;
  private final TextWindow window;

  BatchEncoder(NativeTokenizer tokenizer, TextWindow window) {
    this.tokenizer = tokenizer;
    this.window = window;
  }

  List<TokenizedText> encode(List<TextInput> inputs) {
    TokenizedText[] results = new TokenizedText[inputs.size()];
    for (int from = 0; from < results.length; from += ROWS) {
      encode(inputs, from, Math.min(from + ROWS, results.length), results);
    }
    return List.of(results);
  }

  private void encode(List<TextInput> inputs, int from, int to, TokenizedText[] results) {
    List<Row> singles = new ArrayList<>();
    List<Row> pairs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Row row = Row.of(i, inputs.get(i), window);
      (row.pair() == null ? singles : pairs).add(row);
    }
    while (!singles.isEmpty()) {
      String[] heads = singles.stream().map(Row::head).toArray(String[]::new);
      singles = settle(singles, tokenizer.encodeBatch(heads, null), results);
    }
    if (!pairs.isEmpty()) {
      String[] texts = pairs.stream().map(Row::text).toArray(String[]::new);
      String[] seconds = pairs.stream().map(Row::pair).toArray(String[]::new);
      settle(pairs, tokenizer.encodeBatch(texts, seconds), results);
    }
  }

  /** Stores what is settled and returns the rows that must be tokenised as a whole. */
  private static List<Row> settle(List<Row> rows, TokenizedText[] tokens, TokenizedText[] results) {
    List<Row> unsettled = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      Row row = rows.get(i);
      if (row.isSettledBy(tokens[i])) {
        results[row.index()] = row.finish(tokens[i]);
      } else {
        unsettled.add(row.whole());
      }
    }
    return unsettled;
  }
}
