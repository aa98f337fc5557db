// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.fixture.TinyNumbers;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParityTest {
  private static final int ROWS = 200;
  private static final ScoringOptions OPTIONS = ScoringOptions.DEFAULT;

  private final Bundle bundle;

  ParityTest(@TempDir Path folder) {
    this.bundle = TinyBundle.write(folder.resolve("bundle"), TinyBundle.shape(), false);
  }

  @BeforeAll
  static void prepare() {
    TorchThreads.prepare(1);
  }

  private static List<RowText> rows() {
    List<RowText> rows = new ArrayList<>(Scoring.rows(TinyBundle.texts(ROWS, 5)));
    rows.add(3, new RowText(null, null));
    rows.add(9, new RowText(" ", null));
    return rows;
  }

  @Test
  void of_aModelWithItself_isEveryRowThatCanBeScored() throws IOException {
    try (EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu())) {
      Optional<ExitPolicy> policy = Optional.of(TinyBundle.policy(bundle, 0.4, 0.4));
      Agreement all = new Agreement(ROWS, ROWS);
      assertThat(Parity.ofAnswers(model, model, policy, OPTIONS, rows())).isEqualTo(all);
      assertThat(Parity.ofAnswers(model, model, Optional.empty(), OPTIONS, rows())).isEqualTo(all);
      assertThat(Parity.ofEveryExit(model, model, OPTIONS, rows())).isEqualTo(all);
      assertThat(Parity.ofEveryExit(model, model, OPTIONS, List.of())).isEqualTo(Agreement.NONE);
    }
  }

  @Test
  void of_bf16AndFp32_isWhatTheirAnswersSay() throws IOException {
    try (EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu());
        EarlyExitModel half = half(bundle)) {
      List<RowText> rows = Scoring.rows(TinyBundle.texts(ROWS, 5));
      List<float[][]> one = Scoring.answers(Scorers.trace(half, OPTIONS), rows);
      List<float[][]> other = Scoring.answers(Scorers.trace(model, OPTIONS), rows);
      ExitPolicy policy =
          TinyBundle.policy(
              bundle, Scoring.quantile(other, 1, 0.5), Scoring.quantile(other, 2, 0.5));
      Agreement answers = Parity.ofAnswers(half, model, Optional.of(policy), OPTIONS, rows());
      assertThat(answers)
          .isEqualTo(
              Agreement.ofAnswers(Scoring.expected(one, policy), Scoring.expected(other, policy)));
      assertThat(Parity.ofEveryExit(half, model, OPTIONS, rows()))
          .isEqualTo(Agreement.ofEveryExit(one, other));
    }
  }

  /** How far numbers spread is not known of an imported checkpoint: the exact ones tell. */
  @Test
  void of_numbersWhoseScaleIsUnknown_isByTheSpreadOfTheLastExitsExactAnswers(@TempDir Path folder)
      throws IOException {
    Bundle numbers = TinyNumbers.write(folder.resolve("numbers"), NumberScale.UNIT);
    try (EarlyExitModel model = EarlyExitModel.load(numbers, Device.cpu());
        EarlyExitModel half = half(numbers)) {
      List<RowText> rows = Scoring.rows(TinyBundle.texts(ROWS, 5));
      List<float[][]> one = Scoring.answers(Scorers.trace(half, OPTIONS), rows);
      List<float[][]> other = Scoring.answers(Scorers.trace(model, OPTIONS), rows);
      double near = 0.01 * deviation(other, numbers.manifest().shape().exits());
      int[] same = new int[numbers.manifest().shape().exits()];
      for (int row = 0; row < ROWS; row++) {
        for (int exit = 0; exit < same.length; exit++) {
          same[exit] += Math.abs(one.get(row)[exit][0] - other.get(row)[exit][0]) <= near ? 1 : 0;
        }
      }
      int least = Arrays.stream(same).min().orElseThrow();
      assertThat(least).isBetween(1, ROWS - 1);
      assertThat(Parity.ofEveryExit(half, model, OPTIONS, rows))
          .isEqualTo(new Agreement(least, ROWS));
      assertThat(Parity.ofAnswers(half, model, Optional.empty(), OPTIONS, rows))
          .isEqualTo(new Agreement(same[same.length - 1], ROWS));
    }
  }

  private static double deviation(List<float[][]> answers, int exit) {
    double[] said = answers.stream().mapToDouble(row -> row[exit - 1][0]).toArray();
    double mean = Arrays.stream(said).average().orElseThrow();
    return Math.sqrt(Arrays.stream(said).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
  }

  private static EarlyExitModel half(Bundle bundle) throws IOException {
    try {
      return EarlyExitModel.load(bundle, Device.cpu(), Precision.BF16);
    } catch (UnsupportedPrecisionException e) {
      assumeTrue(false, e.getMessage());
      throw e;
    }
  }
}
