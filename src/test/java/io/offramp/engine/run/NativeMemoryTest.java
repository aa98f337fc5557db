// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Memory that no Java heap dump shows. */
final class NativeMemoryTest {
  private static final int ALLOWED_MEGABYTES = 150;
  private static final int CYCLES = 100;
  private static final int PASSES = 200;

  private final Path folder;

  NativeMemoryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void prepare() {
    TorchThreads.prepare(1);
  }

  /** Resident memory, after a collection that also shrinks the heap. */
  private static long megabytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** Weights of about four megabytes: what leaked once a cycle would be seen. */
  private Bundle heavyBundle() {
    EncoderShape shape =
        new EncoderShape(30_000, 32, 2, 32, 3, 2, 32, List.of(1, 2, 3), 3, Pooling.MEAN);
    return TinyBundle.write(folder.resolve("heavy"), shape, false);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void close_loadedModels_freesThem() throws IOException {
    Bundle bundle = heavyBundle();
    loadAndClose(bundle, 20);
    long before = megabytes();
    loadAndClose(bundle, CYCLES);
    long after = megabytes();
    for (int more = 0; more < 2; more++) {
      loadAndClose(bundle, 5);
      after = Math.min(after, megabytes()); // what malloc keeps goes up and down
    }
    assertThat(after - before).as("growth in MB").isLessThan(ALLOWED_MEGABYTES);
  }

  private static void loadAndClose(Bundle bundle, int times) throws IOException {
    List<RowText> row = Scoring.rows(List.of("red river"));
    for (int i = 0; i < times; i++) {
      try (EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu())) {
        Scoring.answers(Scorers.fullDepth(model, ScoringOptions.DEFAULT), row);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void score_manyPasses_needsNoMoreMemory() throws IOException {
    try (EarlyExitModel model =
        EarlyExitModel.load(TinyBundle.write(folder.resolve("tiny"), false), Device.cpu())) {
      score(model, 20);
      long before = megabytes();
      score(model, PASSES);
      long after = megabytes();
      for (int more = 0; more < 2; more++) {
        score(model, 5);
        after = Math.min(after, megabytes());
      }
      assertThat(after - before).as("growth in MB").isLessThan(ALLOWED_MEGABYTES);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void score_tenTimesTheRows_needsNoMoreMemory() throws IOException {
    try (EarlyExitModel model =
        EarlyExitModel.load(TinyBundle.write(folder.resolve("tiny"), false), Device.cpu())) {
      long few = mostWaiting(model, 2_000);
      long before = megabytes();
      long after = Long.MAX_VALUE;
      for (int pass = 0; pass < 3; pass++) {
        long many = mostWaiting(model, 20_000);
        assertThat((double) many).isLessThanOrEqualTo(1.1 * few);
        after = Math.min(after, megabytes()); // what malloc keeps goes up and down
      }
      assertThat(few).as("bytes of states that wait").isPositive();
      assertThat(after - before).as("growth in MB").isLessThan(ALLOWED_MEGABYTES);
    }
  }

  /** Most bytes of hidden states seen at a time, of rows of which some leave at every exit. */
  private static long mostWaiting(EarlyExitModel model, int rows) {
    List<String> texts = TinyBundle.texts(500, 7);
    Iterator<RowText> input =
        IntStream.range(0, rows)
            .mapToObj(row -> new RowText(texts.get(row % texts.size()), null))
            .iterator();
    Scorer<ExitAnswer> scorer =
        Scorers.replay(
            model,
            row -> 1 + (int) (row % model.exits()),
            new ScoringOptions(8, 64, 16, ScoringOptions.DEFAULT.queueBytes()));
    long most = 0;
    try (Outcomes<ExitAnswer> outcomes = scorer.score(input)) {
      while (outcomes.hasNext()) {
        outcomes.next();
        long bytes =
            model.rebatchers().scope().getManagedArrays().stream()
                .mapToLong(array -> array.size() * array.getDataType().getNumOfBytes())
                .sum();
        most = Math.max(most, bytes);
      }
    }
    return most;
  }

  /** The exact half of the tests above: whatever was made is closed again. */
  @Test
  void score_everyScorer_leavesNoArrays() throws IOException {
    try (EarlyExitModel model =
        EarlyExitModel.load(TinyBundle.write(folder.resolve("tiny"), false), Device.cpu())) {
      score(model, 1);
      int before = arrays(model);
      score(model, 3);
      assertThat(arrays(model)).isEqualTo(before);
      assertThat(model.rebatchers().scope().getManagedArrays()).isEmpty();
    }
  }

  /** A batch holds one segment's states, not those of every segment, nor its inputs. */
  @Test
  void run_stagesOfABatch_holdOneArray() throws IOException {
    try (EarlyExitModel model =
            EarlyExitModel.load(TinyBundle.write(folder.resolve("tiny"), false), Device.cpu());
        NDManager scope = model.newScope()) {
      Exits exits = new PolicyExits(TinyBundle.policy(model.bundle(), 0.6, 0.6), Referee.of(model));
      List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
      for (TokenizedText text : Scoring.tokens(model, TinyBundle.texts(40, 6))) {
        tickets.add(new Ticket<>(text, model.maxLength(), exits.of(0, text)));
      }
      Stages<ExitAnswer> stages = new EarlyExitStages(model, scope);
      Batch<ExitAnswer> batch = new Batch<>(model.maxLength(), tickets, tickets.size());
      for (int stage = 0; batch.riders() > 0; stage++) {
        stages.run(stage, batch);
        assertThat(scope.getManagedArrays()).hasSize(1);
      }
      batch.close();
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  private static int arrays(EarlyExitModel model) {
    try (NDManager scope = model.newScope()) {
      return scope.getParentManager().getManagedArrays().size();
    }
  }

  private static void score(EarlyExitModel model, int passes) {
    List<RowText> rows = Scoring.rows(TinyBundle.texts(32, 5));
    ExitPolicy policy = TinyBundle.policy(model.bundle(), 0.6, 0.6);
    for (int i = 0; i < passes; i++) {
      Scoring.answers(Scorers.earlyExit(model, policy, ScoringOptions.DEFAULT), rows);
      Scoring.answers(Scorers.fullDepth(model, ScoringOptions.DEFAULT), rows);
      Scoring.answers(Scorers.trace(model, ScoringOptions.DEFAULT), rows);
    }
  }
}
