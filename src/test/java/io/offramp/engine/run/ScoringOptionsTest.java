// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.offramp.engine.encoder.Precision;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScoringOptionsTest {
  @Test
  void options_sizesThatMakeNoBatch_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scoring.options(0, 10))
        .withMessage("Cannot score in batches of 0 (must be at least 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scoring.options(8, 7))
        .withMessage("Cannot read 7 rows ahead (must be at least the batch size, 8)");
    assertThat(Scoring.options(8, 8).windowRows()).isEqualTo(8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoringOptions(8, 8, 0, 1))
        .withMessage("Cannot pad to multiples of 0 tokens (must be at least 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoringOptions(8, 8, 1, -1))
        .withMessage("Cannot let -1 bytes wait (must be at least 0)");
  }

  @Test
  void rows_shorterTexts_fillABatchWithMoreOfThem() {
    ScoringOptions options = Scoring.options(32, 100);
    assertThat(options.rows(ScoringOptions.REFERENCE_TOKENS)).isEqualTo(32);
    assertThat(options.rows(16)).isEqualTo(128);
    assertThat(options.rows(512)).isEqualTo(4);
    assertThat(Scoring.options(1, 1).rows(512)).isEqualTo(1);
  }

  @Test
  void padded_shorterTexts_toAFinerGrid() {
    ScoringOptions options = ScoringOptions.DEFAULT;
    assertThat(IntStream.of(1, 8, 9, 16).map(options::padded)).containsExactly(4, 8, 12, 16);
    assertThat(IntStream.of(17, 24, 25, 32).map(options::padded)).containsExactly(24, 24, 32, 32);
    assertThat(IntStream.of(33, 48, 49, 500).map(options::padded)).containsExactly(48, 48, 64, 512);
    ScoringOptions none = new ScoringOptions(32, 32, 1, 0);
    assertThat(IntStream.of(1, 2, 3, 77).map(none::padded)).containsExactly(1, 2, 3, 77);
  }

  @Test
  void dedupe_unlessAskedFor_isOff() {
    assertThat(ScoringOptions.DEFAULT.dedupe()).isFalse();
    assertThat(new ScoringOptions(8, 8, 1, 0).dedupe()).isFalse();
    ScoringOptions on = ScoringOptions.DEFAULT.withDedupe(true);
    assertThat(on.withBatchSize(9).dedupe()).isTrue();
    assertThat(on.withDedupe(false)).isEqualTo(ScoringOptions.DEFAULT);
  }

  @Test
  void on_aNarrowEncoder_hasLargerBatches() {
    ScoringOptions narrow = ScoringOptions.on(Device.cpu(), 255, Precision.BF16);
    assertThat(narrow.batchSize()).isEqualTo(64);
    assertThat(narrow.withBatchSize(32)).isEqualTo(ScoringOptions.DEFAULT);
    assertThat(ScoringOptions.DEFAULT.withLengthGrid(5).padded(41)).isEqualTo(45);
  }

  @Test
  void on_aCpuInFloat32_hasAFinerGrid() {
    assertThat(ScoringOptions.on(Device.cpu(), 256, Precision.FP32))
        .isEqualTo(ScoringOptions.DEFAULT.withLengthGrid(8));
    assertThat(ScoringOptions.on(Device.cpu(), 128, Precision.FP32).padded(41)).isEqualTo(48);
    assertThat(ScoringOptions.on(Device.cpu(), 128, Precision.FP32).padded(49)).isEqualTo(56);
  }

  @Test
  void on_aGpu_hasLargerBatches() {
    assertThat(ScoringOptions.on(Device.cpu(), 256, Precision.BF16))
        .isSameAs(ScoringOptions.DEFAULT);
    ScoringOptions gpu = ScoringOptions.on(Device.gpu(1), 768, Precision.FP32);
    assertThat(gpu.rows(ScoringOptions.REFERENCE_TOKENS)).isEqualTo(512);
    assertThat(gpu.padded(17)).as("padding").isEqualTo(ScoringOptions.DEFAULT.padded(17));
  }

  @Test
  void withBatchSize_larger_growsTheWindowIfItMust() {
    assertThat(ScoringOptions.DEFAULT.withBatchSize(1)).isEqualTo(Scoring.options(1, 8192));
    assertThat(ScoringOptions.DEFAULT.withBatchSize(9000)).isEqualTo(Scoring.options(9000, 9000));
  }
}
