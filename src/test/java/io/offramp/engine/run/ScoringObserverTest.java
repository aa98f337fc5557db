// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.djl.Device;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What observers hear, against what the rows say. */
final class ScoringObserverTest {
  private static EarlyExitModel model;
  private static EarlyExitModel other;

  private final Noted noted = new Noted();

  @BeforeAll
  static void load(@TempDir Path folder) throws IOException {
    TorchThreads.prepare(1);
    model = EarlyExitModel.load(TinyBundle.write(folder.resolve("b"), false), Device.cpu());
    other = EarlyExitModel.load(TinyBundle.write(folder.resolve("o"), false), Device.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
    other.close();
  }

  @BeforeEach
  void listen() {
    ScoringObservers.add(noted);
  }

  @AfterEach
  void stop() {
    ScoringObservers.remove(noted);
  }

  private static Scorer<ExitAnswer> leavingAt(EarlyExitModel model, int... exits) {
    return Scorers.replay(model, row -> exits[(int) row], Scoring.options(8, 100));
  }

  private static long tokens(List<TokenizedText> texts) {
    return texts.stream().mapToLong(TokenizedText::length).sum();
  }

  @Test
  void score_rowsLeaveAtEveryExit_areCountedWithTheirTokens() {
    List<RowText> rows =
        List.of(
            new RowText("red river", null),
            new RowText("bread", null),
            new RowText(null, null),
            new RowText("the old farmer sings slowly under the bridge", null),
            new RowText(" ", null),
            new RowText("wind", null));
    assertThat(Scoring.outcomes(leavingAt(model, 1, 2, 0, 3, 0, 1), rows)).hasSize(6);
    assertThat(noted.sum(RowTally::scored)).isEqualTo(4);
    assertThat(noted.sum(RowTally::rejected)).isEqualTo(2);
    assertThat(noted.sum(RowTally::duplicates)).isZero();
    assertThat(List.of(noted.leftAt(1), noted.leftAt(2), noted.leftAt(3)))
        .containsExactly(2L, 1L, 1L);
    List<TokenizedText> tokens =
        Scoring.tokens(
            model,
            List.of("red river", "bread", "the old farmer sings slowly under the bridge", "wind"));
    assertThat(noted.sum(RowTally::tokens)).isEqualTo(tokens(tokens));
    int padded = 0;
    for (TokenizedText text : tokens) { // lengths are few: to fours up to 16, then to eights
      int grid = text.length() <= 16 ? 4 : 8;
      padded += (text.length() + grid - 1) / grid * grid;
    }
    assertThat(noted.sum(RowTally::paddedTokens)).isEqualTo(padded).isGreaterThan(tokens(tokens));
  }

  @Test
  void score_rowsOfOneLength_runInBatchesThatCanBeCounted() {
    // 5 tokens, padded to 8: 64 rows would be a full batch, so all 20 run in one of 24 seats.
    List<RowText> rows = Collections.nCopies(20, new RowText("the", null));
    assertThat(Scoring.tokens(model, List.of("the")).get(0).length()).isEqualTo(5);
    int[] exits = new int[20];
    Arrays.fill(exits, 0, 4, 3);
    Arrays.fill(exits, 4, 20, 1);
    Scoring.outcomes(leavingAt(model, exits), rows);
    assertThat(noted.sum(RowTally::tokens)).isEqualTo(100);
    assertThat(noted.sum(RowTally::paddedTokens)).isEqualTo(160);
    assertThat(noted.leftAt(1)).isEqualTo(16);
    assertThat(noted.batches)
        .extracting(BatchRun::stage, BatchRun::stages, BatchRun::rows, BatchRun::seats)
        .containsExactly(tuple(1, 3, 20, 24), tuple(2, 3, 4, 8), tuple(3, 3, 4, 8));
    assertThat(noted.batches)
        .allSatisfy(
            batch -> {
              assertThat(batch.length()).isEqualTo(8);
              assertThat(batch.nanos()).isPositive();
              assertThat(model.bundle().sha256()).startsWith(batch.model()).doesNotMatch("");
            });
  }

  @Test
  void score_fullDepth_hasOneStageAndNoEmptySeat() {
    List<RowText> rows = Collections.nCopies(20, new RowText("the", null));
    Scoring.outcomes(Scorers.fullDepth(model, Scoring.options(8, 100)), rows);
    assertThat(noted.batches)
        .extracting(BatchRun::stages, BatchRun::rows, BatchRun::seats)
        .containsExactly(tuple(1, 20, 20));
    assertThat(noted.leftAt(3)).isEqualTo(20);
  }

  @Test
  void score_traced_leaveAtNoExit() {
    List<RowText> rows = Scoring.rows(TinyBundle.texts(30, 3));
    Scoring.outcomes(Scorers.trace(model, Scoring.options(8, 100)), rows);
    assertThat(noted.sum(RowTally::scored)).isEqualTo(30);
    assertThat(noted.rows).allMatch(tally -> tally.lastExit() == 0);
  }

  @Test
  void score_duplicates_countAsScoredButNotTheirTokens() {
    List<RowText> rows = Collections.nCopies(10, new RowText("the", null));
    ScoringOptions options = Scoring.options(8, 100).withDedupe(true);
    Scoring.outcomes(Scorers.fullDepth(model, options), rows);
    assertThat(noted.sum(RowTally::scored)).isEqualTo(10);
    assertThat(noted.sum(RowTally::duplicates)).isEqualTo(9);
    assertThat(noted.sum(RowTally::tokens)).isEqualTo(5);
    assertThat(noted.leftAt(3)).isEqualTo(10);
    assertThat(noted.sumOfBatches(BatchRun::rows)).isEqualTo(1);
  }

  @Test
  void score_twoModels_addUp() {
    List<RowText> rows = Scoring.rows(TinyBundle.texts(40, 4));
    for (EarlyExitModel each : List.of(model, other)) {
      Scoring.outcomes(Scorers.fullDepth(each, Scoring.options(8, 100)), rows);
    }
    assertThat(noted.sum(RowTally::scored)).isEqualTo(80);
    assertThat(noted.sumOfBatches(BatchRun::rows)).isEqualTo(80);
  }

  @Test
  void score_manyRows_areToldAsTheyAreHandedOut() {
    Noted whileItRuns = new Noted();
    List<Long> heard = new ArrayList<>();
    Supplier<Long> scored = () -> whileItRuns.sum(RowTally::scored);
    ScoringObservers.add(whileItRuns);
    try (Outcomes<ExitAnswer> outcomes =
        Scorers.fullDepth(model, Scoring.options(1, 40))
            .score(Collections.nCopies(1000, new RowText("the", null)).iterator())) {
      for (int row = 0; row < 500; row++) {
        outcomes.next();
        heard.add(scored.get());
      }
      assertThat(heard.get(0)).isZero();
      assertThat(heard.get(499)).isBetween(400L, 500L);
    } finally {
      ScoringObservers.remove(whileItRuns);
    }
    assertThat(whileItRuns.sum(RowTally::scored)).as("closing tells the rest").isEqualTo(500);
    assertThat(whileItRuns.rows.size()).as("many at a time").isLessThan(100);
  }

  @Test
  void parity_check_isNotCountedAsRows() {
    List<RowText> rows = Scoring.rows(TinyBundle.texts(20, 5));
    Parity.ofEveryExit(model, other, Scoring.options(8, 100), rows);
    assertThat(noted.rows).isEmpty();
    assertThat(noted.batches).isNotEmpty();
  }

  @Test
  void remove_observer_hearsNoMore() {
    ScoringObservers.all().loaded(7);
    ScoringObservers.remove(noted);
    ScoringObservers.all().loaded(8);
    assertThat(noted.loads).containsExactly(7L);
  }

  @Test
  void queues_rowsThatWait_areKnownUntilTheyLeave() {
    long before = ScoringQueues.bytes();
    ScoringOptions options = new ScoringOptions(1, 1000, 16, 12_345_678);
    long mostBefore = ScoringQueues.mostBytes();
    // 8 rows fill a batch: half leave, the others wait for more.
    Outcomes<ExitAnswer> outcomes =
        Scorers.replay(model, row -> row % 2 == 0 ? 1 : 2, options)
            .score(Collections.nCopies(40, new RowText("the", null)).iterator());
    outcomes.next();
    assertThat(ScoringQueues.mostBytes() - mostBefore).isEqualTo(12_345_678);
    long rowBytes = 8L * model.bundle().manifest().shape().width() * Float.BYTES;
    assertThat(ScoringQueues.bytes() - before).isPositive();
    assertThat((ScoringQueues.bytes() - before) % rowBytes).isZero();
    outcomes.close();
    assertThat(ScoringQueues.bytes()).isEqualTo(before);
  }

  @Test
  void batchRun_asALine_hasKeysAndValues() {
    assertThat(new BatchRun("a1b2", 2, 6, 30, 32, 64, 3_141_592).keysAndValues())
        .isEqualTo("model=a1b2 stage=2/6 rows=30 seats=32 length=64 millis=3.142");
  }
}
