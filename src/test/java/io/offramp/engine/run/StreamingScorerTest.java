// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The scorer around one stage that answers each row with its own tokens. */
final class StreamingScorerTest {
  private final EchoScorer echo = new EchoScorer();

  @AfterEach
  void close() {
    echo.close();
  }

  private StreamingScorer<TokenizedText> scorer(RowCheck check, int batchSize, int windowRows) {
    return echo.scorer(check, Scoring.options(batchSize, windowRows));
  }

  private Outcome<TokenizedText> tokensOf(String text) {
    TokenizedText tokens = echo.encoder().encode(new TextInput(text, null));
    return new Outcome.Answered<>(tokens, tokens.truncated(), false);
  }

  @Test
  void score_anyGrouping_answersEachRowInItsPlace() {
    List<String> texts = TinyBundle.texts(100, 1);
    List<Outcome<TokenizedText>> expected = texts.stream().map(this::tokensOf).toList();
    for (int batchSize : new int[] {1, 2, 7, 32, 100}) {
      for (int windowRows : new int[] {batchSize, batchSize + 3, 1000}) {
        assertThat(
                Scoring.outcomes(
                    scorer(RowCheck.SINGLE_TEXT, batchSize, windowRows), Scoring.rows(texts)))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void score_rows_runInBatchesOfOnePaddedLength() {
    List<String> texts = TinyBundle.texts(400, 2);
    Scoring.outcomes(scorer(RowCheck.SINGLE_TEXT, 2, 1000), Scoring.rows(texts));
    ScoringOptions options = Scoring.options(2, 1000);
    for (int i = 0; i < echo.batches.size(); i++) {
      int length = echo.lengths.get(i);
      assertThat(echo.batches.get(i))
          .hasSizeLessThanOrEqualTo(options.rows(length))
          .allMatch(row -> Math.min(TinyBundle.MAX_LENGTH, options.padded(row.length())) == length);
    }
    assertThat(echo.batches.stream().mapToInt(List::size).sum()).isEqualTo(400);
    long thin =
        IntStream.range(0, echo.batches.size())
            .filter(i -> echo.batches.get(i).size() < options.rows(echo.lengths.get(i)))
            .count();
    assertThat(thin)
        .as("one at most for each length")
        .isLessThanOrEqualTo(Set.copyOf(echo.lengths).size());
  }

  @Test
  void score_unsoundRows_areRejectedAmongScoredNeighbours() {
    List<RowText> rows = new ArrayList<>(Scoring.rows(List.of("red river", "bread", "old night")));
    rows.add(1, new RowText(null, null));
    rows.add(3, new RowText("", "ignored"));
    rows.add(5, new RowText(" \t\n\u2003", null));
    assertThat(Scoring.outcomes(scorer(RowCheck.SINGLE_TEXT, 2, 4), rows))
        .containsExactly(
            tokensOf("red river"),
            new Outcome.Rejected<>("text is null"),
            tokensOf("bread"),
            new Outcome.Rejected<>("text is empty"),
            tokensOf("old night"),
            new Outcome.Rejected<>("text is empty"));
  }

  @Test
  void score_pairs_needBothTexts() {
    List<RowText> rows =
        List.of(
            new RowText("red river", null),
            new RowText("red river", "bread"),
            new RowText("red river", " "),
            new RowText(null, "bread"),
            new RowText("", null));
    TokenizedText both = echo.encoder().encode(new TextInput("red river", "bread"));
    assertThat(both.types()).contains(0, 1);
    assertThat(Scoring.outcomes(scorer(RowCheck.TEXT_PAIR, 2, 4), rows))
        .containsExactly(
            new Outcome.Rejected<>("second text is null"),
            new Outcome.Answered<>(both, false, false),
            new Outcome.Rejected<>("second text is empty"),
            new Outcome.Rejected<>("text is null"),
            new Outcome.Rejected<>("text is empty"));
  }

  @Test
  void score_singleTextModel_ignoresASecondText() {
    assertThat(
            Scoring.outcomes(
                scorer(RowCheck.SINGLE_TEXT, 2, 4), List.of(new RowText("bread", "stone"))))
        .containsExactly(tokensOf("bread"));
  }

  @Test
  void score_longText_isMarkedTruncated() {
    String fits = "a ".repeat(TinyBundle.MAX_LENGTH - 2);
    List<Outcome<TokenizedText>> outcomes =
        Scoring.outcomes(
            scorer(RowCheck.SINGLE_TEXT, 4, 4), Scoring.rows(List.of(fits, fits + "a", "a")));
    assertThat(outcomes)
        .extracting(outcome -> ((Outcome.Answered<TokenizedText>) outcome).truncated())
        .containsExactly(false, true, false);
    assertThat(Scoring.answer(outcomes.get(1)).length()).isEqualTo(TinyBundle.MAX_LENGTH);
  }

  @Test
  void score_nothing_givesNothing() {
    Iterator<Outcome<TokenizedText>> none =
        scorer(RowCheck.SINGLE_TEXT, 4, 4).score(Collections.emptyIterator());
    assertThat(none).isExhausted();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(none::next)
        .withMessage("Cannot give another outcome: every row was answered");
    List<RowText> unsound = Collections.nCopies(9, new RowText(null, null));
    assertThat(Scoring.outcomes(scorer(RowCheck.SINGLE_TEXT, 4, 4), unsound)).hasSize(9);
    assertThat(echo.batches).isEmpty();
  }

  @Test
  void hasNext_askedAgainAndAgain_changesNothing() {
    List<String> texts = TinyBundle.texts(30, 3);
    List<Outcome<TokenizedText>> expected =
        Scoring.outcomes(scorer(RowCheck.SINGLE_TEXT, 4, 8), Scoring.rows(texts));
    Iterator<Outcome<TokenizedText>> outcomes =
        scorer(RowCheck.SINGLE_TEXT, 4, 8).score(Scoring.rows(texts).iterator());
    Random random = new Random(1);
    for (Outcome<TokenizedText> next : expected) {
      for (int asked = random.nextInt(4); asked > 0; asked--) {
        assertThat(outcomes.hasNext()).isTrue();
      }
      assertThat(outcomes.next()).isEqualTo(next);
    }
    assertThat(outcomes.hasNext()).isFalse();
    assertThat(outcomes.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(outcomes::next);
  }

  @Test
  void score_rows_areReadAWindowAheadAndOnlyWhenAsked() {
    List<RowText> rows = Scoring.rows(TinyBundle.texts(25, 4));
    int[] pulled = {0};
    Iterator<RowText> counting = rows.stream().peek(row -> pulled[0]++).iterator();
    Iterator<Outcome<TokenizedText>> outcomes = scorer(RowCheck.SINGLE_TEXT, 4, 10).score(counting);
    assertThat(echo.batches).isEmpty();
    for (int given = 0; given < 25; given++) {
      outcomes.next();
      // A stream's iterator may hold one row that it was only asked about.
      assertThat(pulled[0]).as("after " + given).isBetween(given + 1, given + 10 + 1);
    }
    assertThat(outcomes.hasNext()).isFalse();
  }

  @Test
  void score_longTexts_areReadAheadByFewerRows() {
    String megabyte = "a ".repeat(1 << 19);
    int[] pulled = {0};
    Iterator<RowText> counting =
        Collections.nCopies(40, new RowText(megabyte, null)).stream()
            .peek(row -> pulled[0]++)
            .iterator();
    Iterator<Outcome<TokenizedText>> outcomes =
        scorer(RowCheck.SINGLE_TEXT, 4, 1000).score(counting);
    for (int given = 0; given < 40; given++) {
      assertThat(((Outcome.Answered<TokenizedText>) outcomes.next()).truncated()).isTrue();
      assertThat(pulled[0]).as("after " + given).isLessThanOrEqualTo(given + 16 + 1);
    }
    assertThat(outcomes.hasNext()).isFalse();
  }
}
