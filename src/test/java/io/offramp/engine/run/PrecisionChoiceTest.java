// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.encoder.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionChoiceTest {
  @ParameterizedTest
  @CsvSource({"512,512", "510,512", "199,200", "995,1000", "1,1"})
  void by_enoughAgreement_isBf16(int same, int rows) {
    PrecisionChoice choice = PrecisionChoice.by(new Agreement(same, rows));
    assertThat(choice.precision()).isEqualTo(Precision.BF16);
    assertThat(choice.agreement()).isEqualTo(new Agreement(same, rows));
  }

  @ParameterizedTest
  @CsvSource({"509,512", "198,200", "994,1000", "0,1"})
  void by_tooLittleAgreement_isFp32(int same, int rows) {
    PrecisionChoice choice = PrecisionChoice.by(new Agreement(same, rows));
    assertThat(choice.precision()).isEqualTo(Precision.FP32);
    assertThat(choice.agreement()).isEqualTo(new Agreement(same, rows));
  }

  @Test
  void by_noRows_isFp32() {
    assertThat(PrecisionChoice.by(Agreement.NONE))
        .isEqualTo(
            PrecisionChoice.without("no row has text that bf16 could be compared with fp32 on"));
  }

  @Test
  void line_ofAChoice_tellsItsReason() {
    assertThat(PrecisionChoice.by(new Agreement(510, 512)).line())
        .isEqualTo("precision bf16: agreement 0.9961 of 512 rows with fp32");
    assertThat(PrecisionChoice.by(new Agreement(100, 200)).line())
        .isEqualTo(
            "precision fp32: bf16 has agreement 0.5000 of 200 rows with it (must be at least 0.995)");
    assertThat(PrecisionChoice.without("this processor has no bf16").line())
        .isEqualTo("precision fp32: this processor has no bf16");
    assertThat(PrecisionChoice.certified(Precision.BF16).line())
        .isEqualTo("precision bf16: the policy was certified in it");
    assertThat(PrecisionChoice.asked(Precision.FP16).line())
        .isEqualTo("precision fp16: as asked for");
  }
}
