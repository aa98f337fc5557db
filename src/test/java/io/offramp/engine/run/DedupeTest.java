// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows of one text share an answer: around one stage that answers each with its own tokens. */
final class DedupeTest {
  private final EchoScorer echo = new EchoScorer();

  @AfterEach
  void close() {
    echo.close();
  }

  private StreamingScorer<TokenizedText> deduping(int batchSize, int windowRows) {
    return echo.scorer(
        RowCheck.SINGLE_TEXT, Scoring.options(batchSize, windowRows).withDedupe(true));
  }

  /** Rows of few texts, each string its own, some of them unsound; the unsound ones repeat, too. */
  private static List<RowText> repeating(int rows, int texts, long seed) {
    List<String> distinct = TinyBundle.texts(texts, seed);
    Random random = new Random(seed);
    List<RowText> repeating = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int pick = random.nextInt(texts + 2);
      String text = pick == texts ? null : pick == texts + 1 ? "  " : distinct.get(pick);
      repeating.add(new RowText(text == null ? null : String.valueOf(text.toCharArray()), null));
    }
    return repeating;
  }

  private static List<Outcome<TokenizedText>> allAsFirsts(List<Outcome<TokenizedText>> outcomes) {
    List<Outcome<TokenizedText>> same = new ArrayList<>();
    for (Outcome<TokenizedText> outcome : outcomes) {
      same.add(
          outcome instanceof Outcome.Answered<TokenizedText> answered
              ? new Outcome.Answered<>(answered.answer(), answered.truncated(), false)
              : outcome);
    }
    return same;
  }

  private static boolean isDuplicate(Outcome<TokenizedText> outcome) {
    return outcome instanceof Outcome.Answered<TokenizedText> answered && answered.duplicate();
  }

  private static long duplicates(List<Outcome<TokenizedText>> outcomes) {
    return outcomes.stream().filter(DedupeTest::isDuplicate).count();
  }

  private static boolean isSound(RowText row) {
    return RowCheck.SINGLE_TEXT.problem(row).isEmpty();
  }

  @Test
  void score_anyGrouping_answersAsWithout() {
    for (int seed = 1; seed <= 3; seed++) {
      List<RowText> rows = repeating(300, 40, seed);
      long sound = rows.stream().filter(DedupeTest::isSound).count();
      List<Outcome<TokenizedText>> expected =
          Scoring.outcomes(echo.scorer(RowCheck.SINGLE_TEXT, Scoring.options(8, 100)), rows);
      assertThat(duplicates(expected)).isZero();
      assertThat(echo.rows()).hasSize((int) sound);
      for (int batchSize : new int[] {1, 2, 7, 32, 300}) {
        for (int windowRows : new int[] {batchSize, batchSize + 3, 1000}) {
          echo.forget();
          List<Outcome<TokenizedText>> actual =
              Scoring.outcomes(deduping(batchSize, windowRows), rows);
          String what = "seed %d, batches of %d, %d ahead".formatted(seed, batchSize, windowRows);
          assertThat(allAsFirsts(actual)).as(what).isEqualTo(expected);
          assertThat(echo.rows().size() + duplicates(actual)).as(what).isEqualTo(sound);
        }
      }
      echo.forget();
    }
  }

  @Test
  void score_windowOfAllRows_runsEachTextOnceAtItsFirstRow() {
    List<RowText> rows = repeating(500, 60, 4);
    List<Outcome<TokenizedText>> outcomes = Scoring.outcomes(deduping(16, 500), rows);
    Set<String> seen = new HashSet<>();
    List<Long> firsts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      RowText row = rows.get(i);
      if (isSound(row)) {
        boolean first = seen.add(row.text());
        assertThat(isDuplicate(outcomes.get(i))).as("row " + i).isEqualTo(!first);
        if (first) {
          firsts.add((long) i);
        }
      } else {
        assertThat(outcomes.get(i)).isInstanceOf(Outcome.Rejected.class);
      }
    }
    assertThat(echo.begun).isEqualTo(firsts);
    assertThat(echo.rows()).hasSize(seen.size()).hasSizeLessThan(100);
  }

  @Test
  void score_repeatBeyondTheWindow_isScoredAgain() {
    List<String> texts = new ArrayList<>(new LinkedHashSet<>(TinyBundle.texts(30, 5)));
    List<String> repeated = new ArrayList<>(texts.subList(0, 12));
    repeated.add(texts.get(0));
    List<Outcome<TokenizedText>> outcomes =
        Scoring.outcomes(deduping(2, 4), Scoring.rows(repeated));
    assertThat(duplicates(outcomes)).isZero();
    assertThat(echo.rows()).hasSize(13);
    assertThat(outcomes.get(12)).isEqualTo(outcomes.get(0));
  }

  @Test
  void score_textWhoseFirstRowHasLeft_isSharedWhileARepeatIsOnItsWay() {
    String longer = "red ".repeat(TinyBundle.MAX_LENGTH - 4);
    StreamingScorer<TokenizedText>.Run outcomes =
        deduping(1, 3)
            .score(Scoring.rows(List.of("bread", longer, "bread", "bread", "bread")).iterator());
    assertThat(isDuplicate(outcomes.next())).isFalse();
    assertThat(echo.rows()).as("the longer one waits, and lets another row be read").hasSize(1);
    assertThat(isDuplicate(outcomes.next())).isFalse();
    assertThat(outcomes.sharedTexts()).isEqualTo(1);
    assertThat(isDuplicate(outcomes.next())).isTrue();
    assertThat(isDuplicate(outcomes.next())).isTrue();
    assertThat(outcomes.sharedTexts()).as("none is on its way").isZero();
    assertThat(isDuplicate(outcomes.next())).isFalse();
    assertThat(echo.rows()).hasSize(3);
  }

  @Test
  void score_anyRows_remembersNoMoreTextsThanAreOnTheirWay() {
    for (int windowRows : new int[] {1, 5, 64}) {
      List<RowText> rows = repeating(400, 120, 6);
      int[] pulled = {0};
      StreamingScorer<TokenizedText>.Run outcomes =
          deduping(1, windowRows).score(rows.stream().peek(row -> pulled[0]++).iterator());
      int given = 0;
      while (outcomes.hasNext()) {
        outcomes.next();
        given++;
        assertThat(outcomes.sharedTexts()).isLessThanOrEqualTo(pulled[0] - given);
      }
      assertThat(given).isEqualTo(400);
      assertThat(outcomes.sharedTexts()).isZero();
    }
  }

  @Test
  void score_pairs_shareWhereBothTextsAreTheSame() {
    List<RowText> rows =
        List.of(
            new RowText("red river", "bread"),
            new RowText("red river", "stone"),
            new RowText("red river", "bread"),
            new RowText("bread", "red river"),
            new RowText("red river", null),
            new RowText("red river", null));
    List<Outcome<TokenizedText>> outcomes =
        Scoring.outcomes(
            echo.scorer(RowCheck.TEXT_PAIR, Scoring.options(2, 6).withDedupe(true)), rows);
    assertThat(outcomes)
        .extracting(DedupeTest::isDuplicate)
        .containsExactly(false, false, true, false, false, false);
    assertThat(Scoring.answer(outcomes.get(2))).isEqualTo(Scoring.answer(outcomes.get(0)));
    assertThat(outcomes.subList(4, 6))
        .containsOnly(new Outcome.Rejected<>("second text is null"))
        .hasSize(2);
    assertThat(echo.rows()).hasSize(3);
  }

  @Test
  void score_singleTextModel_sharesWhateverTheSecondText() {
    List<RowText> rows = List.of(new RowText("bread", "stone"), new RowText("bread", null));
    assertThat(duplicates(Scoring.outcomes(deduping(2, 4), rows))).isEqualTo(1);
  }

  @Test
  void score_longTexts_areReadAheadByFewerRowsThoughTheyRepeat() {
    String megabyte = "a ".repeat(1 << 19);
    int[] pulled = {0};
    StreamingScorer<TokenizedText>.Run outcomes =
        deduping(4, 1000)
            .score(
                Collections.nCopies(40, new RowText(megabyte, null)).stream()
                    .peek(row -> pulled[0]++)
                    .iterator());
    int duplicates = 0;
    for (int given = 0; given < 40; given++) {
      duplicates += isDuplicate(outcomes.next()) ? 1 : 0;
      assertThat(pulled[0]).as("after " + given).isLessThanOrEqualTo(given + 16 + 1);
    }
    assertThat(outcomes.hasNext()).isFalse();
    assertThat(outcomes.sharedTexts()).isZero();
    assertThat(echo.rows()).as("once in each window of 16 rows").hasSize(3);
    assertThat(duplicates).isEqualTo(37);
  }

  @Test
  void close_rowsOnTheirWay_abandonsTheirTicketsAndNoOthers() {
    List<String> texts = new ArrayList<>(new LinkedHashSet<>(TinyBundle.texts(60, 7)));
    List<String> twice = new ArrayList<>(texts);
    twice.addAll(texts);
    StreamingScorer<TokenizedText> scorer = deduping(2, 1000);
    StreamingScorer<TokenizedText>.Run left = scorer.score(Scoring.rows(twice).iterator());
    left.next();
    assertThat(left.sharedTexts()).isEqualTo(texts.size());
    StreamingScorer<TokenizedText>.Run other = scorer.score(Scoring.rows(texts).iterator());
    other.next();
    left.close();
    assertThat(left.sharedTexts()).isZero();
    List<Outcome<TokenizedText>> rest = new ArrayList<>();
    other.forEachRemaining(rest::add);
    assertThat(rest)
        .isEqualTo(
            Scoring.outcomes(deduping(2, 1000), Scoring.rows(texts)).subList(1, texts.size()));
  }
}
