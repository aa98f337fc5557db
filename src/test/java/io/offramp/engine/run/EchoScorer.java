// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDManager;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.text.TokenizerJson;
import java.util.ArrayList;
import java.util.List;

/** Makes scorers around one stage that answers each row with its own tokens, and notes what ran. */
final class EchoScorer implements AutoCloseable {
  private final TextEncoder encoder =
      TextEncoder.of(TokenizerJson.wordPiece(TinyBundle.vocabulary()), TinyBundle.MAX_LENGTH);

  /** The rows of each batch that was run. */
  final List<List<TokenizedText>> batches = new ArrayList<>();

  /** The padded length of each of them. */
  final List<Integer> lengths = new ArrayList<>();

  /** The numbers of the rows that were begun. */
  final List<Long> begun = new ArrayList<>();

  TextEncoder encoder() {
    return encoder;
  }

  StreamingScorer<TokenizedText> scorer(RowCheck check, ScoringOptions options) {
    Stages<TokenizedText> stages =
        new WholeStages<>(
            (rows, length, arrays) -> {
              batches.add(rows);
              lengths.add(length);
              return rows;
            },
            NDManager.newBaseManager());
    return new StreamingScorer<>(
        encoder,
        check,
        new Rebatcher<>(stages, options),
        (number, row) -> {
          begun.add(number);
          return new UnaskedExit();
        },
        TinyBundle.MAX_LENGTH,
        options);
  }

  /** What was run, row by row. */
  List<TokenizedText> rows() {
    return batches.stream().flatMap(List::stream).toList();
  }

  /** Forgets what was run. */
  void forget() {
    batches.clear();
    lengths.clear();
    begun.clear();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
